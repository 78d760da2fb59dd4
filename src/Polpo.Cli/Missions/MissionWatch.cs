using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Missions;

/// <summary>Stays with a run: says what happens, and notices when it has ended or can go on only with a person.</summary>
internal sealed class MissionWatch(Invocation command, PolpoClient client, MissionView begun)
{
    private static readonly string[] UnderWay = ["pending", "assigned", "in_progress", "review"];

    private readonly Dictionary<string, string> _tasks = new(StringComparer.Ordinal);

    private string Group => begun.Run!.Group; // a run is followed

    public async Task<MissionView> FollowAsync(CancellationToken cancellationToken)
    {
        var from = await BeginningAsync(cancellationToken);
        await foreach (
            var item in client.Events.FollowAsync(begun.Workspace, from, cancellationToken: cancellationToken)
        )
        {
            if (item.Fact is not { } fact || !IsOurs(fact))
                continue;
            Tell(fact);
            // Only these can be the last that happens without a person.
            if (fact.Type is not ("task.moved" or "mission.moved" or "mission.ended" or "approval.requested"))
                continue;
            if (fact.Type == "task.moved" && fact.Body.Text("to") is not ("done" or "failed" or "awaiting_approval"))
                continue;
            var now = await client.Missions.GetAsync(begun.Id, cancellationToken);
            if (IsOver(now))
                return now;
        }
        return await client.Missions.GetAsync(begun.Id, cancellationToken);
    }

    /// <summary>The number of the fact with which the run began.</summary>
    private async Task<long> BeginningAsync(CancellationToken cancellationToken)
    {
        await foreach (
            var item in client.Events.FollowAsync(begun.Workspace, 0, begun.Id, cancellationToken: cancellationToken)
        )
        {
            if (item.Fact is { Type: "mission.executed" } fact && fact.Body.Text("run") == begun.Run!.Id) // as above
                return fact.Seq;
        }
        return 0;
    }

    private bool IsOurs(EventView fact)
    {
        if (fact.Type == "task.created" && fact.Body.Text("group") == Group)
            _tasks[fact.Subject] = fact.Body.Text("title") ?? "";
        return fact.Subject == begun.Id || _tasks.ContainsKey(fact.Subject);
    }

    private bool IsOver(MissionView now)
    {
        if (now.Run?.Id != begun.Run!.Id || now.Run.EndedAt is not null) // as above
            return true;
        var waits = now.Status == "paused" || now.Run.Approvals.Count > 0;
        return waits
            && !now.Run.Tasks.Any(task => UnderWay.Contains(task.Status) && !IsHeld(now, task))
            && !now.Run.Holds.Any(hold => hold is { Kind: "delay", Status: "reached" } && now.Status == "active");
    }

    /// <summary>A task that only waits for the mission to be resumed.</summary>
    private static bool IsHeld(MissionView mission, MissionTaskView task) =>
        mission.Status == "paused" && task.Status == "pending";

    private void Tell(EventView fact)
    {
        if (command.Json)
            command.WriteJson(fact);
        else if (Line(fact) is { } line)
            command.Say(line);
    }

    private string? Line(EventView fact)
    {
        var name = fact.Body.Text("name");
        return fact.Type switch
        {
            "task.moved" => Moved(fact),
            "task.escalated" => $"↑ {_tasks[fact.Subject]}: escalated to {fact.Body.Text("agent")}",
            "task.fix" => $"↻ {_tasks[fact.Subject]}: fix {fact.Body.Number("attempt")}",
            "task.retried" => $"↻ {_tasks[fact.Subject]}: retry {fact.Body.Number("retry")}",
            "checkpoint.reached" => $"■ checkpoint \"{name}\": {fact.Body.Text("message") ?? "approve it to go on"}",
            "delay.started" => $"… delay \"{name}\" until {fact.Body.Text("until")}",
            "delay.expired" => $"… delay \"{name}\" is over",
            "quality_gate.passed" => $"✓ quality gate \"{name}\"",
            "quality_gate.failed" => $"✗ quality gate \"{name}\": {fact.Body.Text("reason")}",
            "approval.requested" when fact.Subject == begun.Id && fact.Body.Text("hook") != "mission:checkpoint" =>
                $"? gate \"{fact.Body.Text("gateName")}\" ({fact.Body.Text("hook")})",
            "sla.warning" when fact.Subject == begun.Id => "! most of the time until the deadline is gone",
            "mission.overdue" => "! the deadline has passed",
            _ => null,
        };
    }

    private string? Moved(EventView fact) =>
        fact.Body.Text("to") switch
        {
            "in_progress" => $"● {_tasks[fact.Subject]}",
            "done" => $"✓ {_tasks[fact.Subject]}",
            "failed" => $"✗ {_tasks[fact.Subject]}: {Plain.Line(fact.Body.Text("reason") ?? "failed", 160)}",
            "awaiting_approval" =>
                $"? {_tasks[fact.Subject]}: {Plain.Line(fact.Body.Text("reason") ?? "waits for approval", 160)}",
            _ => null,
        };
}
