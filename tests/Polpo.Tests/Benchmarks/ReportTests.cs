using System.Text.Json;
using Polpo.Benchmarks.Measuring;
using Polpo.Benchmarks.Reporting;

namespace Polpo.Tests.Benchmarks;

public sealed class ReportTests
{
    private static readonly Machine Here = new("A processor", 2, 8, "Linux", ".NET");

    [Fact]
    public void A_goal_is_met_by_the_median_and_the_tail_together()
    {
        var bar = new Bar { Goal = 20, TailGoal = 40 };

        Of("x", bar, 10, 20, 40).Met.ShouldBe(true);
        Of("x", bar, 10, 20, 41).Met.ShouldBe(false);
        Of("x", bar, 10, 21, 40).Met.ShouldBe(false);
        Of("x", Bar.None, 10).Met.ShouldBeNull();
    }

    [Fact]
    public void A_line_says_the_multiples_of_model_peer_and_floor()
    {
        var bar = new Bar
        {
            Model = 50,
            Peer = 150,
            Floor = "floor",
        };

        var line = ReportLine.Of(Of("x", bar, 75), [Of("floor", Bar.None, 5)]);

        (line.ToModel, line.ToPeer, line.ToFloor).ShouldBe((1.5, 0.5, 15));
    }

    [Fact]
    public void A_report_is_read_as_it_was_written()
    {
        var report = Report(Of("x", new Bar { Goal = 10 }, 5, 6, 7)) with { Failures = [new Failure("y", "Wrong.")] };

        var read = Polpo.Benchmarks.Reporting.Report.Read(report.Write());

        read.Figures.ShouldBe(report.Figures);
        read.Failures.ShouldBe(report.Failures);
        read.Machine.ShouldBe(Here);
    }

    [Fact]
    public void Another_schema_is_not_read() =>
        Should.Throw<JsonException>(() =>
            Polpo.Benchmarks.Reporting.Report.Read((Report() with { Schema = 2 }).Write())
        );

    [Fact]
    public void Medians_are_compared_by_name_and_unit()
    {
        var now = Report(Of("slower", Bar.None, 15), Of("faster", Bar.None, 5), Of("new", Bar.None, 1));
        var before = Report(Of("slower", Bar.None, 10), Of("faster", Bar.None, 10), Of("gone", Bar.None, 1));

        var comparison = new Comparison(now, before);

        (comparison.Of("slower"), comparison.Of("faster"), comparison.Of("new"), comparison.Of("gone")).ShouldBe(
            (1.5, 0.5, null, null)
        );
        comparison.Regressions(1.3).ShouldBe([("slower", 1.5)]);
        comparison.SameMachine.ShouldBeTrue();
        new Comparison(now, before with { Machine = Here with { Cores = 4 } }).SameMachine.ShouldBeFalse();
    }

    [Fact]
    public void Slowness_ends_with_1_only_when_asked_and_a_wrong_result_always()
    {
        var (now, before) = (Report(Of("x", Bar.None, 15)), Report(Of("x", Bar.None, 10)));
        var comparison = new Comparison(now, before);
        var wrong = now with { Failures = [new Failure("y", "Wrong.")] };

        Verdict.ExitCode(now, comparison, null).ShouldBe(0);
        Verdict.ExitCode(now, comparison, 1.6).ShouldBe(0);
        Verdict.ExitCode(now, comparison, 1.3).ShouldBe(1);
        Verdict.ExitCode(now, null, 1.3).ShouldBe(0);
        Verdict.ExitCode(wrong, null, null).ShouldBe(1);
    }

    [Fact]
    public void The_table_names_what_was_missed_and_what_went_wrong()
    {
        var report = Report(Of("late", new Bar { Goal = 10 }, 11), Of("early", new Bar { Goal = 10 }, 9)) with
        {
            Failures = [new Failure("broken", "It ended failed.")],
        };

        ResultTable.Write(report, null).ShouldContain("broken: WRONG RESULT: It ended failed.");
        Verdict.Write(report, null, null).ShouldContain("1 of 2 goals met.\nMissed: late.");
    }

    private static Figure Of(string name, Bar bar, params double[] values) =>
        new(name, "ms", new Distribution(values), bar);

    private static Report Report(params Figure[] figures) =>
        new()
        {
            At = DateTimeOffset.UnixEpoch,
            Machine = Here,
            Database = "sqlite",
            Wire = "openai",
            LoadBefore = 0,
            LoadAfter = 0,
            Floors = [],
            Figures = [.. figures.Select(figure => ReportLine.Of(figure, []))],
            Failures = [],
        };
}
