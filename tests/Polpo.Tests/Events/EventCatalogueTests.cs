using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Core.Events;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Tests.Architecture;

namespace Polpo.Tests.Events;

public sealed class EventCatalogueTests
{
    private static readonly string Samples = Path.Combine(SourceTree.Root, "tests", "Polpo.Tests", "Approved", "facts");

    /// <summary>A fact that outsiders may hear of has a name; one that they may not is in this list on purpose.</summary>
    [Fact]
    public void Facts_without_a_public_name_are_approved() =>
        Approved.Match(
            "facts-without-events.txt",
            string.Join('\n', Types().Where(type => !EventCatalogue.Rules.Contains(type)))
        );

    [Fact]
    public void Every_name_is_made_of_words_with_colons() =>
        EventCatalogue.Names.ShouldAllBe(name =>
            name.Contains(':') && name.All(letter => char.IsAsciiLetter(letter) || letter == ':')
        );

    [Fact]
    public void The_events_of_every_sample_are_as_approved()
    {
        var about = new EventSubject("task_1", "Make the tests pass", "dev-1", 3);
        var lines =
            from type in Types()
            from rule in EventCatalogue.Rules[type]
            let data = rule.Data(new EventFact(Sample(type), about))
            from name in rule.Names
            select $"{type} -> {name} {data?.ToJsonString() ?? "(not of this sample)"}";
        Approved.Match("events.txt", string.Join('\n', lines));
    }

    [Theory]
    [InlineData("task:completed", "task:completed", true)]
    [InlineData("task:completed", "task:created", false)]
    [InlineData("task:*", "task:retry:blocked", true)]
    [InlineData("task:*", "assessment:complete", false)]
    [InlineData("agent:spawned, task:*", "agent:spawned", true)]
    [InlineData("*", "schedule:skipped", true)]
    public void A_filter_takes_names_families_and_all(string filter, string name, bool fits) =>
        EventFilter.Read(filter).Fits(name).ShouldBe(fits);

    [Theory]
    [InlineData("task:complted", "Of task there are: task:answered")]
    [InlineData("tasks:*", "There are events of ")]
    [InlineData("task*", "No event is called \"task*\"")]
    [InlineData("", "Name 1 to 50 events")]
    [InlineData(" , ,", "found 0")]
    public void A_name_that_never_comes_is_refused(string filter, string says) =>
        Should.Throw<RefusedException>(() => EventFilter.Read(filter)).Message.ShouldContain(says);

    [Fact]
    public void A_filter_of_thousands_is_refused() =>
        Should
            .Throw<RefusedException>(() => EventFilter.Read(string.Join(',', Enumerable.Repeat("task:*", 5000))))
            .Message.ShouldContain("found 5000");

    [Theory]
    [InlineData("12", 12, 0)]
    [InlineData("12.1", 12, 1)]
    public void A_place_is_a_fact_or_a_part_of_it(string text, long seq, int part) =>
        EventPlace.Read(text).ShouldBe(new EventPlace(seq, part));

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1.0")]
    [InlineData("1.2.3")]
    [InlineData("99999999999999999999")]
    [InlineData("one")]
    public void What_is_no_place_is_none(string text) => EventPlace.Read(text).ShouldBeNull();

    private static IEnumerable<string> Types() =>
        Directory
            .GetFiles(Samples, "*.json")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Order(StringComparer.Ordinal);

    private static Fact Sample(string type) =>
        new(
            "ws_1",
            7,
            DateTimeOffset.UnixEpoch,
            type.StartsWith("task.", StringComparison.Ordinal) ? "task_1" : "subject_1",
            "system",
            type,
            JsonNode
                .Parse(File.ReadAllText(Path.Combine(Samples, type + ".json")))!
                .ToJsonString(JsonSerializerOptions.Default)
        );
}
