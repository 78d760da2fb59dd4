using Polpo.Tests.Architecture;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Mutation;

/// <summary>Whether the tests of the machines, the decisions and the scheduler notice what is wrong in them.</summary>
public sealed class MutationTests
{
    private static readonly (string Code, string[] Tests)[] Pairs =
    [
        .. Machines(
            "Approvals.Requests.ApprovalMachine",
            "Missions.Rules.HoldMachine",
            "Missions.Rules.MissionMachine",
            "Schedules.ScheduleMachine",
            "Schedules.Runs.ScheduleRunMachine",
            "Sessions.SessionMachine",
            "Sessions.TurnMachine",
            "Tasks.TaskMachine",
            "Tasks.Watchers.WatcherMachine",
            "Webhooks.WebhookMachine",
            "Webhooks.Deliveries.DeliveryMachine"
        ),
        ("Polpo.Core.Tasks.Reviews.TaskDecision", ["Polpo.Tests.Tasks.Reviews.TaskDecisionTests"]),
        ("Polpo.Core.Approvals.Deadlines.Sla", ["Polpo.Tests.Approvals.Deadlines.SlaTests"]),
        ("Polpo.Core.Approvals.Expressions.Value", ["Polpo.Tests.Approvals.Expressions.ExpressionTests"]),
        .. Of(
            "Missions.Rules",
            ["Polpo.Tests.Missions.MissionDecisionTests", "Polpo.Tests.Missions.MissionMomentTests"],
            "MissionDecision",
            "MissionScore"
        ),
        .. Of(
            "Schedules.Timing",
            [
                "Polpo.Tests.Schedules.CronTests",
                "Polpo.Tests.Schedules.OccurrencesTests",
                "Polpo.Tests.Schedules.DaylightSavingTests",
            ],
            "CronExpression",
            "CronField",
            "CronFieldForm",
            "Occurrences",
            "WallClock"
        ),
    ];

    private static IEnumerable<(string Code, string[] Tests)> Of(
        string folder,
        string[] tests,
        params string[] types
    ) => types.Select(type => ($"Polpo.Core.{folder}.{type}", tests));

    private static IEnumerable<(string Code, string[] Tests)> Machines(params string[] machines) =>
        machines.Select(machine =>
            ($"Polpo.Core.{machine}", (string[])["Polpo.Tests.Architecture.MachinePrints", .. Others(machine)])
        );

    private static string[] Others(string machine) =>
        machine switch
        {
            "Missions.Rules.MissionMachine" => ["Polpo.Tests.Missions.MissionMachineTests"],
            "Schedules.Runs.ScheduleRunMachine" => ["Polpo.Tests.Schedules.ScheduleRunMachineTests"],
            "Tasks.TaskMachine" => ["Polpo.Tests.Tasks.TaskMachineTests"],
            "Tasks.Watchers.WatcherMachine" => ["Polpo.Tests.Tasks.Watchers.WatcherMachineTests"],
            _ => [],
        };

    /// <summary>Takes minutes, and is asked for: <c>Polpo.Tests -explicit only -class '*MutationTests' -showLiveOutput</c>.</summary>
    [Fact(Explicit = true)]
    public async Task No_mutant_survives_but_those_that_are_explained()
    {
        await using var warden = new MutantWarden();
        using var core = MutatedCode.Read();
        var survivors = new List<string>();
        var all = 0;
        foreach (var (code, tests) in Pairs)
        {
            (await FateAsync(null)).ShouldBe(MutantCell.Survived, $"{tests[0]} must hold without a mutant");
            var mutants = Mutant.Of(core.GetType(code)).ToList();
            mutants.ShouldNotBeEmpty(code);
            var (alive, endless) = (0, 0);
            foreach (var mutant in mutants)
            {
                var fate = await FateAsync(mutant);
                endless += fate == MutantCell.TimedOut ? 1 : 0;
                if (fate != MutantCell.Survived)
                    continue;
                alive++;
                survivors.Add(mutant.ToString());
                Write($"  survives: {mutant}");
            }
            all += mutants.Count;
            Write(
                $"{code}: {mutants.Count - alive} of {mutants.Count} mutants killed"
                    + (endless > 0 ? $", {endless} of them for time or memory" : "")
            );

            Task<string> FateAsync(Mutant? mutant) => warden.TryAsync(new MutantQuestion(mutant, tests), Stop);
        }
        Write($"All: {all - survivors.Count} of {all} killed, {100.0 * (all - survivors.Count) / all:0.0} %");
        Exceptions.ShouldBeListed("mutants", "A wrong in the rules is noticed by a test.", survivors);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static void Write(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);
}
