using System.CommandLine;
using Polpo.Cli.Naming;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Approvals;

/// <summary><c>polpo approvals</c>, <c>approve</c> and <c>reject</c>: what waits for a person, whatever it is.</summary>
internal static class ApprovalCommand
{
    private static readonly Argument<string> Id = new("WHAT")
    {
        Description = "Of the request, of its checkpoint or gate, or of what waits: a task, a mission.",
    };

    public static Command List(Surroundings here)
    {
        var all = new Option<bool>("--all") { Description = "Also those that are decided." };
        return new Command("approvals", "List what waits for you, newest first.")
        {
            all,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.Looks(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                var status = command.Get(all) ? "all" : null;
                var page = await client.Approvals.ListAsync(workspace, status, cancellationToken: cancellationToken);
                command.ShowAll(page.Items, output => Write(output, page.Items));
            }
        );
    }

    public static Command Approve(Surroundings here)
    {
        var note = new Option<string?>("--note") { Description = "What is noted beside it.", HelpName = "TEXT" };
        return new Command("approve", "Agree to what waits for you.")
        {
            Id,
            note,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.Does(
            here,
            (command, cancellationToken) =>
                DecideAsync(
                    command,
                    (client, id) => client.Approvals.ApproveAsync(id, command.Get(note), cancellationToken),
                    cancellationToken
                )
        );
    }

    public static Command Reject(Surroundings here)
    {
        var feedback = new Option<string?>("--feedback")
        {
            Description = "What should be done differently: it is tried again. Without it the work fails.",
            HelpName = "TEXT",
        };
        return new Command("reject", "Refuse what waits for you.")
        {
            Id,
            feedback,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.Does(
            here,
            (command, cancellationToken) =>
                DecideAsync(
                    command,
                    (client, id) => client.Approvals.RejectAsync(id, command.Get(feedback), cancellationToken),
                    cancellationToken
                )
        );
    }

    private static async Task<int> DecideAsync(
        Invocation command,
        Func<PolpoClient, string, Task<ApprovalView>> decide,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await command.ConnectAsync(cancellationToken);
        var id = await command.AwaitedAsync(connection.Client, command.Get(Id), cancellationToken);
        var decided = await decide(connection.Client, id);
        command.Show(
            decided,
            output => output.WriteLine(Plain.Text($"\"{decided.Title}\" ({decided.OwnerId}) is {decided.Status}."))
        );
        if (decided is { OwnerKind: "mission", Status: "approved" or "revised" })
            command.Note($"Stay with it: polpo mission follow {decided.OwnerId}");
        if (connection.IsHosted)
            command.Note("No server runs, so nobody goes on with it yet. Start one: polpo serve");
        return ExitCode.Done;
    }

    private static void Write(TextWriter output, IReadOnlyList<ApprovalView> approvals)
    {
        if (approvals.Count == 0)
            output.WriteLine("Nothing waits for you.");
        foreach (var one in approvals)
        {
            output.WriteLine(Plain.Text($"{one.Id}  {one.Title}  ({one.OwnerId})"));
            output.WriteLine(Plain.Text($"  {(one.Status == "pending" ? one.Reason : Decided(one))}"));
            if (one.DueAt is { } due && one.Status == "pending")
                output.WriteLine($"  Undecided by {due:u}: {one.TimeoutAction}.");
        }
    }

    private static string Decided(ApprovalView one) =>
        $"{one.GateName}: {one.Status}{(one.ResolvedBy is { } by ? $" by {by}" : "")}{(one.Note is { } note ? $": {note}" : ".")}";
}
