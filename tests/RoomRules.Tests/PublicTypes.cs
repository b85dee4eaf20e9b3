using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace HtcondorActors.RoomRules.Tests;

/// <summary>Which public types of an assembly the source of the other projects needs.</summary>
internal static class PublicTypes
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The public types that the code does not name, and that no type which it names shows in its own public members.</summary>
    public static IEnumerable<Type> NotNeeded(Assembly assembly, string code)
    {
        var words = Regex.Matches(code, @"\w+").Select(match => match.Value).ToHashSet(StringComparer.Ordinal);
        var open = assembly.GetExportedTypes();
        var needed = new HashSet<Type>();
        var left = new Queue<Type>(open.Where(type => IsNamed(type, words)));
        while (left.TryDequeue(out var type))
            if (type.Assembly == assembly && needed.Add(type))
                foreach (var shown in Shown(type).SelectMany(Parts))
                    left.Enqueue(shown);
        return open.Where(type => !needed.Contains(type));
    }

    /// <summary>A class of extension methods is named by its methods.</summary>
    private static bool IsNamed(Type type, HashSet<string> words) =>
        words.Contains(type.Name.Split('`')[0])
        || type.GetMethods().Any(method => method.IsDefined(typeof(ExtensionAttribute)) && words.Contains(method.Name));

    /// <summary>What a user of the type sees: what it is made from, and the types of its members.</summary>
    private static IEnumerable<Type> Shown(Type type)
    {
        if (type.BaseType is { } above)
            yield return above;
        if (type.DeclaringType is { } around)
            yield return around;
        foreach (var port in type.GetInterfaces())
            yield return port;
        foreach (
            var limit in type.GetGenericArguments()
                .Where(each => each.IsGenericParameter)
                .SelectMany(each => each.GetGenericParameterConstraints())
        )
            yield return limit;
        foreach (var field in type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily))
            yield return field.FieldType;
        foreach (var method in type.GetMembers(Declared).OfType<MethodBase>().Where(method => method.IsPublic || method.IsFamily))
        {
            foreach (var parameter in method.GetParameters())
                yield return parameter.ParameterType;
            if (method is MethodInfo { ReturnType: var answer })
                yield return answer;
        }
    }

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsConstructedGenericType ? [type.GetGenericTypeDefinition(), .. type.GetGenericArguments().SelectMany(Parts)]
        : [type];
}
