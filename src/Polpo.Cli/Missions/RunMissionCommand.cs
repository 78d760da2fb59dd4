using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Polpo.Cli.Connecting;
using Polpo.Cli.Receipts;
using Polpo.Cli.Shell;
using Polpo.Cli.Tasks;
using Polpo.Client;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Missions;

/// <summary><c>polpo mission run</c>: begins a run and stays with it to its end, or until it waits for a person.</summary>
internal static class RunMissionCommand
{
    private static readonly Argument<string> Document = new("FILE|NAME")
    {
        Description = $"A mission document, one of {MissionFile.Folder}, or a stored mission's name or id.",
    };

    public static Command Build(Surroundings here) =>
        new Command("run", "Run a mission and follow it to its end, or until it waits for you.")
        {
            Document,
            CommonOptions.Repo,
            CommonOptions.Sandbox,
            CommonOptions.Json,
        }.Does(here, RunAsync);

    private static async Task<int> RunAsync(Invocation command, CancellationToken cancellationToken)
    {
        await using var connection = await command.ConnectToWorkAsync(command.IdsFromNow(), cancellationToken);
        await LeftAlone.NoteAsync(command, connection, cancellationToken);
        var client = connection.Client;
        var workspace = await command.WorkspaceAsync(client, cancellationToken);
        var id = await StoredAsync(command, client, workspace.Id, cancellationToken);
        var begun = await client.Missions.MoveAsync(id, MissionDeed.Execute, cancellationToken);
        return await FollowAsync(command, connection, begun, cancellationToken);
    }

    public static Command Follow(Surroundings here) =>
        new Command("follow", "Follow a mission that runs to its end, or until it waits for you; as run does.")
        {
            MissionCommand.Named,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.Does(
            here,
            async (command, cancellationToken) =>
            {
                await using var connection = await command.ConnectToWorkAsync(since: null, cancellationToken);
                var workspace = await command.WorkspaceAsync(connection.Client, cancellationToken);
                var named = command.Get(MissionCommand.Named);
                var id = await MissionCommand.IdOfAsync(connection.Client, workspace.Id, named, cancellationToken);
                var mission = await connection.Client.Missions.GetAsync(id, cancellationToken);
                return mission.Run is null
                    ? throw new RefusedException(
                        Refusal.Conflict,
                        $"Mission \"{mission.Name}\" has never run. Run it: polpo mission run {mission.Id}"
                    )
                    : await FollowAsync(command, connection, mission, cancellationToken);
            }
        );

    /// <summary>Stays with a run that has begun.</summary>
    public static async Task<int> FollowAsync(
        Invocation command,
        Connection connection,
        MissionView begun,
        CancellationToken cancellationToken
    )
    {
        command.Say($"{begun.Run!.Group}  ({begun.Id})"); // it has begun
        var ended = await new MissionWatch(command, connection.Client, begun).FollowAsync(cancellationToken);
        var receipt = await SavedReceipt.OfAsync(command.Here, connection.Client, ended, cancellationToken);
        if (command.Json)
            command.WriteJson(Finished(ended, receipt));
        else
            Say(command, ended, receipt, connection);
        return ended.Status switch
        {
            "completed" or "recurring" when ended.Run!.Outcome == "completed" => ExitCode.Done, // it has run
            "active" or "paused" => ExitCode.AwaitingAPerson,
            _ => ExitCode.Failed,
        };
    }

    /// <summary>The mission of the document, stored as it is now; or the stored one that is named.</summary>
    private static async Task<string> StoredAsync(
        Invocation command,
        PolpoClient client,
        string workspace,
        CancellationToken cancellationToken
    )
    {
        var text = command.Get(Document);
        if (MissionFile.Find(command, text) is not { } file)
            return await MissionCommand.IdOfAsync(client, workspace, text, cancellationToken);
        var found = await client.Missions.ValidateAsync(file.Bytes, workspace, file.Path, file.Name, cancellationToken);
        if (!found.Valid)
            throw new RefusedException(
                Refusal.Invalid,
                string.Join('\n', found.Problems.Select(problem => ValidateCommand.Line(file.Path, problem)))
            );
        var known = await MissionCommand.FindAsync(client, workspace, found.Name!, cancellationToken); // valid
        var stored = known is null
            ? await client.Missions.CreateAsync(file.Bytes, workspace, file.Path, file.Name, cancellationToken)
            : await client.Missions.ReplaceAsync(known.Id, file.Bytes, file.Path, cancellationToken);
        return stored.Id;
    }

    private static JsonObject Finished(MissionView mission, string? receipt) =>
        new()
        {
            ["type"] = "mission.finished",
            ["mission"] = new JsonObject { ["id"] = mission.Id, ["status"] = mission.Status },
            ["score"] = mission.Run!.Score, // it has run
            ["cost_usd"] = mission.Run.CostUsd,
            ["branch"] = mission.Run.Branch,
            ["commit"] = mission.Run.Commit,
            ["receipt"] = receipt,
            ["waitsFor"] = new JsonArray([.. MissionAsks.Of(mission).Select(MissionAsks.Json)]),
        };

    private static void Say(Invocation command, MissionView mission, string? receipt, Connection connection)
    {
        var run = mission.Run!; // it has run
        var score = run.Score is { } scored ? $", score {scored.ToString(CultureInfo.InvariantCulture)}" : "";
        var price = $"{Plain.Usd(run.CostUsd)}{score}";
        if (mission.Status is "active" or "paused")
        {
            command.Say($"\nWaits for you ({price}){(mission.Reason is { } why ? $": {why}" : ".")}");
            foreach (var line in MissionAsks.Lines(mission))
                command.Say(line);
            if (connection.IsHosted)
                command.Say("No server runs, so nothing goes on until one does: polpo serve");
            return;
        }
        command.Say(
            $"\n{char.ToUpperInvariant(run.Outcome[0])}{run.Outcome[1..]} ({price}).{(run.Reason is { } reason ? $" {reason}" : "")}"
        );
        if (run.Branch is { } branch)
            command.Say($"  Branch   {branch}\n  Commit   {run.Commit}");
        if (receipt is not null)
            command.Say($"  Receipt  {receipt}");
        if (run is { Outcome: "completed", Branch: not null })
            command.Say($"Merge with: polpo mission merge {mission.Id}");
        else if (run.Outcome == "completed")
            command.Say("Nothing was changed, so there is no branch, and nothing to merge.");
        else
            command.Say(
                $"  Look:    polpo mission show {mission.Id}\n  Go on:   polpo mission resume {mission.Id} --retry-failed"
            );
    }
}
