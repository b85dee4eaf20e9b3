using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Admin;

/// <summary>A parameter in the query of a request. The OpenAPI document shows its meaning.</summary>
internal sealed record AdminParameter(string Name, string Meaning)
{
    /// <exception cref="AdminFault">400: the request has a parameter that is not in the list.</exception>
    public static void Check(IQueryCollection given, IReadOnlyList<AdminParameter> known)
    {
        if (given.Keys.FirstOrDefault(key => known.All(parameter => parameter.Name != key)) is { } unknown)
            throw new AdminFault(
                StatusCodes.Status400BadRequest,
                $"{OneLine.Quoted(unknown)}: no such parameter; "
                    + (known.Count == 0 ? "none is expected" : $"known are {string.Join(", ", known.Select(parameter => parameter.Name))}")
            );
    }

    public static AdminFault Wrong(string name, string value, string expected) =>
        new(StatusCodes.Status400BadRequest, $"{name}: {OneLine.Quoted(value)}, {expected} is expected");
}
