using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Polpo.Core.Workspaces;
using Polpo.Engine.Journal;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

/// <summary>
/// A sample of each fact type that was ever written is in <c>Approved/facts/TYPE.json</c>; that each type has one and that all are read is a
/// rule of the architecture. Here: a sample that leaves a field out would prove nothing about it.
/// </summary>
public sealed class FactSampleTests
{
    private static readonly Dictionary<string, Type> Types = new[]
    {
        typeof(IFact).Assembly,
        typeof(Workspace).Assembly,
    }
        .SelectMany(assembly => assembly.GetTypes())
        .Where(type => type is { IsAbstract: false, IsInterface: false } && type.IsAssignableTo(typeof(IFact)))
        .ToDictionary(NameOf, StringComparer.Ordinal);

    [Fact]
    public void A_sample_has_every_field_of_its_type()
    {
        foreach (var file in Directory.EnumerateFiles(Folder(), "*.json"))
        {
            var type = Types[Path.GetFileNameWithoutExtension(file)];
            var fields = JsonDocument
                .Parse(File.ReadAllText(file))
                .RootElement.EnumerateObject()
                .Select(field => field.Name);
            var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name));
            fields.ShouldBe(properties, ignoreOrder: true, $"in {Path.GetFileName(file)}");
        }
    }

    private static string NameOf(Type type) =>
        (string)type.GetProperty(nameof(IFact.Type), BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!; // the interface demands it

    private static string Folder([CallerFilePath] string file = "") =>
        Path.Combine(Path.GetDirectoryName(file)!, "../Approved/facts");
}
