using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Polpo.Engine.Kernel;

/// <summary>How JSON of others is read: what is missing, unknown, twice there or of a wrong type is named and not guessed, and no list has a hole.</summary>
public static class StrictJson
{
    /// <summary>For objects that stand within others' JSON, such as what a schedule is to do.</summary>
    public static readonly JsonSerializerOptions Options = Make();

    private static readonly ConcurrentDictionary<string, IReadOnlyList<string>> Fields = new(StringComparer.Ordinal);

    /// <summary>Makes options strict. What they name and write otherwise stays theirs.</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        options.NumberHandling = JsonNumberHandling.Strict;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver())
            .WithAddedModifier(RefuseHoles)
            .WithAddedModifier(KeepNames);
    }

    /// <summary>The fields of a type that was read, by the name that the serializer's messages call it; null when it never was.</summary>
    internal static IReadOnlyList<string>? FieldsOf(string type) => Fields.GetValueOrDefault(type);

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Apply(options);
        return options;
    }

    // Its message about an unknown field says the type, and not what there is.
    private static void KeepNames(JsonTypeInfo type)
    {
        if (type.Kind == JsonTypeInfoKind.Object && type.Type.FullName is { } name)
            Fields[name] = [.. type.Properties.Select(property => property.Name)];
    }

    // The serializer minds the ? of a property, and not that of a list's elements.
    private static void RefuseHoles(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        var lists = type.Properties.Where(IsWhole).ToList();
        if (lists.Count == 0)
            return;
        type.OnDeserialized += read =>
        {
            foreach (var list in lists)
                RefuseHole(list.Name, list.Get!(read) as IEnumerable); // IsWhole: it can be read
        };
    }

    /// <summary>Whether it is a list whose elements may not be null.</summary>
    private static bool IsWhole(JsonPropertyInfo property) =>
        property is { Get: not null, AttributeProvider: PropertyInfo own }
        && property.PropertyType is { IsGenericType: true, GenericTypeArguments: [{ IsValueType: false }] }
        && property.PropertyType.IsAssignableTo(typeof(IEnumerable))
        && new NullabilityInfoContext().Create(own).GenericTypeArguments[0].ReadState == NullabilityState.NotNull;

    private static void RefuseHole(string name, IEnumerable? list)
    {
        var place = 0;
        foreach (var element in list ?? Array.Empty<object>())
        {
            if (element is null)
                throw new JsonException(JsonFault.Hole(name, place));
            place++;
        }
    }
}
