using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Endpoints;

namespace HtcondorActors.Http.Admin;

/// <summary>
/// Makes the OpenAPI document from the route table and from the types of the answers, when somebody asks for it. Nothing of it is loaded
/// before.
/// </summary>
internal static class AdminOpenApi
{
    public static Task HandleAsync(HttpContext http, AdminCaller caller, AdminServices services) =>
        http.AnswerAsync(JsonSerializer.SerializeToUtf8Bytes(Document(), AdminJson.Wire.JsonObject));

    public static JsonObject Document()
    {
        var paths = new JsonObject();
        foreach (var path in AdminRoutes.All.GroupBy(route => route.Path))
            paths[AdminRoutes.Base + path.Key] = new JsonObject(
                path.Select(route => KeyValuePair.Create(route.Method.ToLowerInvariant(), (JsonNode?)Operation(route)))
            );
        var types = AdminRoutes.All.SelectMany(route => route.Answers.Append(route.Body)).OfType<Type>().Distinct();
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "HtcondorActors admin API",
                ["version"] = "v1",
                ["description"] =
                    "A failure is one line of plain text: 400 a wrong request, 401 no credentials, 403 the role is not enough, "
                    + "404 no such pod, 409 several pods or nothing to try again, 410 the list is no longer kept, 421 ask the node that is "
                    + "named, 503 ask again.",
            },
            ["security"] = new JsonArray(new JsonObject { ["token"] = new JsonArray() }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
                },
                ["schemas"] = new JsonObject(types.Select(type => KeyValuePair.Create(type.Name, (JsonNode?)SchemaOf(type)))),
            },
        };
    }

    private static JsonObject Operation(AdminRoute route)
    {
        var parameters = new JsonArray();
        if (route.Path.Contains("{pod}", StringComparison.Ordinal))
            parameters.Add(Parameter("pod", "path", "A UID, NAMESPACE%2FNAME, NAME or a job id such as 123.0."));
        foreach (var parameter in route.Parameters)
            parameters.Add(Parameter(parameter.Name, "query", parameter.Meaning));
        var operation = new JsonObject
        {
            ["summary"] = route.Summary,
            ["description"] = $"Needs the role {route.Role.ToString().ToLowerInvariant()}.",
            ["parameters"] = parameters,
        };
        if (route.Body is { } body)
            operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = JsonOf([body]) };
        operation["responses"] = new JsonObject
        {
            ["200"] = new JsonObject
            {
                ["description"] = route.TextAnswer.Length > 0 ? route.TextAnswer : "The answer.",
                ["content"] = route.Answers.Count > 0 ? JsonOf(route.Answers) : new JsonObject { ["*/*"] = new JsonObject() },
            },
        };
        return operation;
    }

    private static JsonObject Parameter(string name, string place, string meaning) =>
        new()
        {
            ["name"] = name,
            ["in"] = place,
            ["required"] = place == "path",
            ["description"] = meaning,
            ["schema"] = new JsonObject { ["type"] = "string" },
        };

    private static JsonObject JsonOf(IReadOnlyList<Type> types)
    {
        JsonNode[] references = [.. types.Select(type => new JsonObject { ["$ref"] = "#/components/schemas/" + type.Name })];
        return new JsonObject
        {
            ["application/json"] = new JsonObject
            {
                ["schema"] = references is [var one] ? one : new JsonObject { ["oneOf"] = new JsonArray(references) },
            },
        };
    }

    private static JsonNode SchemaOf(Type type)
    {
        var schema = AdminJson.Wire.Options.GetJsonSchemaAsNode(
            type,
            new JsonSchemaExporterOptions
            {
                TreatNullObliviousAsNonNullable = true,
                // The exporter cannot see what a converter writes.
                TransformSchemaNode = (context, schema) =>
                    (Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type) switch
                    {
                        var own when own == typeof(PodUid) => new JsonObject { ["type"] = "string" },
                        var own when own == typeof(DateTimeOffset) => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
                        _ => WithoutWhatMayBeAbsent(schema, context.TypeInfo),
                    },
            }
        );
        Rebase(schema, $"#/components/schemas/{type.Name}");
        return schema;
    }

    /// <summary>A member without a value is left out of the answer, so it is not required.</summary>
    private static JsonNode WithoutWhatMayBeAbsent(JsonNode schema, JsonTypeInfo type)
    {
        if (schema is not JsonObject parts || parts["required"] is not JsonArray required)
            return schema;
        var absent = type.Properties.Where(IsNullable).Select(member => member.Name).ToHashSet(StringComparer.Ordinal);
        JsonNode[] always = [.. required.Select(name => name!.GetValue<string>()).Where(name => !absent.Contains(name)).Select(Text)];
        if (always.Length > 0)
            parts["required"] = new JsonArray(always);
        else
            parts.Remove("required");
        return schema;

        static bool IsNullable(JsonPropertyInfo member) =>
            member.IsGetNullable || Nullable.GetUnderlyingType(member.PropertyType) is not null;
        static JsonNode Text(string name) => JsonValue.Create(name);
    }

    /// <summary>The exporter refers to a type that it has met before from the root of its own document.</summary>
    private static void Rebase(JsonNode? schema, string root)
    {
        if (schema is JsonArray list)
            foreach (var item in list)
                Rebase(item, root);
        if (schema is not JsonObject parts)
            return;
        if (parts["$ref"]?.GetValue<string>() is ['#', .. var path])
            parts["$ref"] = root + path;
        foreach (var (_, part) in parts.ToArray())
            Rebase(part, root);
    }
}
