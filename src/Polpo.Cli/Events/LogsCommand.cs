using System.CommandLine;
using System.Text.Json;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Events;

/// <summary><c>polpo logs</c>: what happens in a workspace, by the names that webhooks and SSE know.</summary>
internal static class LogsCommand
{
    /// <summary>The newest lines are looked for in so many facts.</summary>
    private const int LookedThrough = 20_000;

    private static readonly Option<bool> Follow = new("--follow", "-f")
    {
        Description = "Go on with what comes, until Ctrl-C.",
    };

    private static readonly Option<string?> Filter = new Option<string?>("--filter")
    {
        Description =
            "Only these, with commas between: task:completed, task:* or *. Default: all but what agents do step by step.",
        HelpName = "NAMES",
    }.NotEmpty();

    private static readonly Option<int?> Lines = Options.Number(
        "--lines",
        "How many of the newest are shown first.",
        0,
        10_000,
        50
    );

    private const string WithoutSteps =
        "task:*,assessment:*,agent:spawned,agent:finished,session:*,approval:*,escalation:*,deadlock:*,sla:*,mission:*,checkpoint:*,delay:*,quality:*,schedule:*";

    public static Command Build(Surroundings here) =>
        new Command("logs", "Show what happened in the repository's workspace, and with --follow what happens.")
        {
            Follow,
            Filter,
            Lines,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.Looks(here, ShowAsync);

    private static async Task ShowAsync(
        Invocation command,
        PolpoClient client,
        string workspace,
        CancellationToken cancellationToken
    )
    {
        var filter = command.Get(Filter) ?? WithoutSteps;
        var most = command.Get(Lines) ?? 50;
        var newest = new Queue<PublicEventView>();
        await foreach (var one in client.PublicEvents.ReadAsync(filter, LookedThrough, workspace, cancellationToken))
        {
            newest.Enqueue(one);
            if (newest.Count > most)
                newest.Dequeue();
        }
        foreach (var one in newest)
            Show(command, one);
        if (!command.Get(Follow))
            return;
        var feed = client.PublicEvents.FollowAsync(filter, 0, workspace, command.Here.Time, cancellationToken);
        await foreach (var one in feed)
            Show(command, one);
    }

    private static void Show(Invocation command, PublicEventView one) =>
        command.Show(one, output => output.WriteLine(Plain.Text(LogText.Line(one))));
}
