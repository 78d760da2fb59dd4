using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Polpo.Core.Workspaces;
using Polpo.Engine.Journal;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

/// <summary>
/// A sample of each fact type that was ever written, in <c>Approved/facts/TYPE.json</c>. Samples are never edited: what an old journal holds
/// must be readable for ever. To add a type, add its sample, with every field.
/// </summary>
public sealed class FactSampleTests
{
    private static readonly Dictionary<string, Type> Types = new[] { typeof(IFact).Assembly, typeof(Workspace).Assembly }
        .SelectMany(assembly => assembly.GetTypes())
        .Where(type => type is { IsAbstract: false, IsInterface: false } && type.IsAssignableTo(typeof(IFact)))
        .ToDictionary(NameOf, StringComparer.Ordinal);

    [Fact]
    public void Every_fact_type_has_a_sample()
    {
        var samples = Directory.EnumerateFiles(Folder(), "*.json").Select(Path.GetFileNameWithoutExtension);
        samples.ShouldBe(Types.Keys, ignoreOrder: true, "Add Approved/facts/TYPE.json with every field; never remove one.");
    }

    [Fact]
    public void Every_sample_is_read_and_written_back_the_same()
    {
        foreach (var file in Directory.EnumerateFiles(Folder(), "*.json"))
        {
            var type = Types[Path.GetFileNameWithoutExtension(file)];
            var sample = JsonDocument.Parse(File.ReadAllText(file)).RootElement;
            var fact = sample.Deserialize(type, FactJson.Options).ShouldNotBeNull();
            var written = JsonSerializer.SerializeToElement(fact, type, FactJson.Options);
            JsonElement.DeepEquals(sample, written).ShouldBeTrue($"{Path.GetFileName(file)} became {written}");
        }
    }

    [Fact]
    public void A_sample_has_every_field_of_its_type()
    {
        foreach (var file in Directory.EnumerateFiles(Folder(), "*.json"))
        {
            var type = Types[Path.GetFileNameWithoutExtension(file)];
            var fields = JsonDocument.Parse(File.ReadAllText(file)).RootElement.EnumerateObject().Select(field => field.Name);
            var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name));
            fields.ShouldBe(properties, ignoreOrder: true, $"in {Path.GetFileName(file)}");
        }
    }

    private static string NameOf(Type type) =>
        (string)type.GetProperty(nameof(IFact.Type), BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!; // the interface demands it

    private static string Folder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "../Approved/facts");
}
