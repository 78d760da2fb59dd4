using Polpo.Core.Missions.Documents;
using Polpo.Core.Missions.Rules;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Missions;

public sealed class MissionGraphTests
{
    [Fact]
    public void Each_task_comes_after_all_that_it_waits_for_and_else_in_the_order_of_the_document()
    {
        var order = Order(Documents.Of("D: B C; B: A; C: A; A; E"));
        order.ShouldBe(["A", "B", "C", "D", "E"]);
    }

    [Fact]
    public void What_a_hold_blocks_comes_after_what_it_waits_for() =>
        Order(
                Documents.Of(
                    "A; B; C",
                    """ "delays":[{"name":"d","afterTasks":["C"],"blocksTasks":["A"],"duration":"PT1S"}]"""
                )
            )
            .ShouldBe(["B", "C", "A"]);

    [Fact]
    public void Of_any_graph_either_all_is_in_order_or_a_circle_is_shown()
    {
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var size = random.Next(1, 12);
            var mission = new MissionDocument
            {
                Name = "m",
                Tasks =
                [
                    .. Enumerable
                        .Range(0, size)
                        .Select(number => new MissionTask
                        {
                            Title = $"T{number}",
                            DependsOn =
                            [
                                .. Enumerable.Range(0, size).Where(_ => random.Next(6) == 0).Select(n => $"T{n}"),
                            ],
                        }),
                ],
            };
            var (order, circle) = (MissionGraph.Of(mission).Order(), MissionGraph.Of(mission).Circle());
            (order.Count == size).ShouldBe(circle is null);
            var seen = new HashSet<string>();
            foreach (var task in order)
            {
                task.DependsOn.ShouldBeSubsetOf(seen);
                seen.Add(task.Title);
            }
            foreach (var (before, after) in (circle ?? []).Zip((circle ?? []).Skip(1)))
                mission.Tasks.Single(task => task.Title == after).DependsOn.ShouldContain(before);
        }
    }

    [Fact]
    public void Of_any_graph_with_holds_what_they_block_comes_behind_or_a_circle_of_tasks_is_shown()
    {
        var random = new Random(11);
        var circles = 0;
        for (var round = 0; round < 300; round++)
        {
            var titles = Enumerable.Range(0, random.Next(2, 10)).Select(number => $"T{number}").ToList();
            string[] Some() => [.. titles.Where(_ => random.Next(4) == 0)];
            var mission = new MissionDocument
            {
                Name = "m",
                Tasks = [.. titles.Select(title => new MissionTask { Title = title })],
                Holds = [.. Enumerable.Range(0, 3).Select(number => Hold($"d{number}", Some(), Some()))],
            };
            var (order, circle) = (MissionGraph.Of(mission).Order(), MissionGraph.Of(mission).Circle());
            (order.Count == titles.Count).ShouldBe(circle is null);
            var place = order.Select((task, index) => (task.Title, index)).ToDictionary();
            foreach (var hold in mission.Holds.Where(_ => circle is null))
            foreach (var blocked in hold.BlocksTasks)
                hold.AfterTasks.ShouldAllBe(before => place[before] < place[blocked]);
            foreach (var (before, after) in (circle ?? []).Zip((circle ?? []).Skip(1)))
                mission
                    .Holds.Any(hold => hold.AfterTasks.Contains(before) && hold.BlocksTasks.Contains(after))
                    .ShouldBeTrue();
            circles += circle is null ? 0 : 1;
        }
        circles.ShouldBeInRange(50, 250);
    }

    [Fact]
    public void Holds_between_halves_of_ten_thousand_tasks_cost_no_more_than_their_titles()
    {
        string[] titles = [.. Enumerable.Range(0, 10_000).Select(number => $"T{number}")];
        var mission = new MissionDocument
        {
            Name = "m",
            Tasks = [.. titles.Select(title => new MissionTask { Title = title })],
            Holds = [.. Enumerable.Range(0, 10).Select(number => Hold($"d{number}", titles[..5_000], titles[5_000..]))],
        };
        var before = GC.GetAllocatedBytesForCurrentThread();

        var graph = MissionGraph.Of(mission);

        (graph.Order().Count, graph.Circle()).ShouldBe((10_000, null));
        // Each of a half before each of the other, ten times, would be two gigabytes.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(64 << 20);
    }

    private static Delay Hold(string name, string[] after, string[] blocks) =>
        new(TimeSpan.FromSeconds(1))
        {
            Name = name,
            AfterTasks = after,
            BlocksTasks = blocks,
        };

    private static IEnumerable<string> Order(string text) =>
        MissionGraph.Of(Documents.Read(text).OrRefuse()).Order().Select(task => task.Title);
}
