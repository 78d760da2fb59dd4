using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Engine.Journal;

namespace Polpo.Tests.Architecture;

/// <summary>A journal is read by every later version: a sample of every fact type that was ever released is kept and must stay readable.</summary>
public sealed class FactSamples
{
    private static readonly string Folder = Path.Combine(SourceTree.Root, "tests", "Polpo.Tests", "Approved", "facts");

    [Fact]
    public void Every_fact_type_has_a_sample() =>
        Facts()
            .Keys.Except(Directory.GetFiles(Folder, "*.json").Select(Path.GetFileNameWithoutExtension)!)
            .ShouldBeEmpty("Add Approved/facts/{type}.json for:");

    [Fact]
    public void Every_sample_is_still_read_and_written_back_the_same()
    {
        var facts = Facts();
        foreach (var path in Directory.GetFiles(Folder, "*.json"))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            facts.ShouldContainKey(name, "A fact type that was released is never removed.");
            var sample = JsonNode.Parse(File.ReadAllText(path));
            var again = JsonSerializer.SerializeToNode(
                sample.Deserialize(facts[name], FactJson.Options),
                facts[name],
                FactJson.Options
            );
            JsonNode
                .DeepEquals(sample, again)
                .ShouldBeTrue($"{name}: {again?.ToJsonString()} was read from {sample?.ToJsonString()}");
        }
    }

    private static Dictionary<string, Type> Facts() =>
        new[] { typeof(IFact).Assembly, typeof(Core.CoreFeatures).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsInterface: false, IsAbstract: false } && type.IsAssignableTo(typeof(IFact)))
            .ToDictionary(type =>
                (string)type.GetProperty(nameof(IFact.Type), BindingFlags.Static | BindingFlags.Public)!.GetValue(null)!
            );
}
