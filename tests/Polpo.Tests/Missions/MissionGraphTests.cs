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

    private static IEnumerable<string> Order(string text) =>
        MissionGraph.Of(Documents.Read(text).OrRefuse()).Order().Select(task => task.Title);
}
