using System.CommandLine;
using System.Text.Json.Nodes;
using Polpo.Cli.Sandboxes;
using Polpo.Cli.Shell;
using Polpo.Cli.Tasks;
using Polpo.Cli.Tasks.Following;
using Polpo.Client;

namespace Polpo.Cli.Demo;

/// <summary><c>polpo demo</c>: the main job on a bundled repository, without any key: failing tests, a fix, checks, merge, passing tests.</summary>
internal static class DemoCommand
{
    private static readonly Option<bool> Once = new("--once")
    {
        Description = "End when the task has ended, instead of going on to serve the page.",
    };

    public static Command Build(Surroundings here) =>
        new Command(
            "demo",
            "Watch the main job on a bundled repository: failing tests, a fix, checks, merge. Needs no key: a replayed script answers instead of an AI, and says so."
        )
        {
            Once,
            CommonOptions.Port,
            CommonOptions.Sandbox,
            CommonOptions.Json,
        }.Does(here, RunAsync);

    private static async Task<int> RunAsync(Invocation command, CancellationToken cancellationToken)
    {
        var repository = await DemoRepository.CreateAsync(command.Here.Home, cancellationToken);
        command.Say($"A small repository with a bug: {repository.Path}");
        if (await TestAsync(command, repository, "before", cancellationToken))
            command.Note("Its tests pass already. That is not the demo as it was made.");
        if (command.Get(Once) && command.Get(CommonOptions.Port) is not null)
            command.Note("--port is not used: with --once there is no page.");
        var page = command.Get(Once) ? null : await DemoPage.OpenAsync(command, repository.Path, cancellationToken);
        await using var run = new TaskRun(
            command,
            page?.Connection ?? await command.ConnectToWorkAsync(command.IdsFromNow(), cancellationToken)
        );
        var code = await WorkAsync(command, run, repository, cancellationToken);
        if (page is not null)
            await page.ServeAsync(command, cancellationToken);
        return code;
    }

    private static async Task<int> WorkAsync(
        Invocation command,
        TaskRun run,
        DemoRepository repository,
        CancellationToken cancellationToken
    )
    {
        await SandboxCheck.RequireAsync(run.Client, cancellationToken);
        var workspace = await run.Client.Workspaces.OpenAsync(new OpenWorkspace(repository.Path), cancellationToken);
        var wanted = new CreateTask
        {
            Workspace = workspace.Id,
            Title = repository.Task,
            Description = repository.Task,
            Expectations = [new JsonObject { ["type"] = "test", ["command"] = "npm test" }],
            MaxRetries = 0,
            Merge = true,
        };
        command.Say(
            $"\nThe task: {wanted.Title}. The check: npm test. No AI is asked: a replayed script stands in for it."
        );
        var ended = await run.FollowAsync(
            await run.CreateAsync(wanted, cancellationToken),
            merges: true,
            cancellationToken
        );
        var passes =
            ended.Status == "done" && ended.Merged && await TestAsync(command, repository, "after", cancellationToken);
        var code = await RunReport.WriteAsync(command, run.Client, ended, startedFrom: null, cancellationToken);
        return code == ExitCode.Done && !passes ? ExitCode.Failed : code;
    }

    private static async Task<bool> TestAsync(
        Invocation command,
        DemoRepository repository,
        string when,
        CancellationToken cancellationToken
    )
    {
        var (pass, output) = await repository.TestAsync(cancellationToken);
        if (command.Json)
            command.WriteJson(
                new
                {
                    type = "demo.tests",
                    when,
                    pass,
                }
            );
        command.Say(pass ? $"✓ npm test passes ({when})" : $"✗ npm test fails ({when}): {Failing(output)}");
        return pass;
    }

    private static string Failing(string output) =>
        output
            .Split('\n')
            .Select(line => line.Trim())
            .FirstOrDefault(line => line.StartsWith('✖') || line.StartsWith("not ok", StringComparison.Ordinal))
        ?? Plain.Line(output, 100);
}
