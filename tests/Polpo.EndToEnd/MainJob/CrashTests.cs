using System.Text.Json;
using Polpo.Testing.ScriptedModel;
using Polpo.Testing.Shipped;
using Shouldly;
using Xunit;

namespace Polpo.EndToEnd.MainJob;

/// <summary>The server is killed with SIGKILL and started again: work goes on where it was, and nothing happens twice.</summary>
public sealed class CrashTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_while_the_model_answers_the_task_ends_done_and_no_finished_turn_is_asked_for_again()
    {
        var asked = new TaskCompletionSource();
        var script = new Script();
        script.Step(0).Call("write", new { path = "one.txt", content = "1" });
        script.Step(1).Call("write", new { path = "two.txt", content = "2" });
        script
            .Step(2)
            .Answer(_ =>
            {
                var first = asked.TrySetResult();
                return new ScriptedReply
                {
                    Text = "Done.",
                    ThinkTime = first ? TimeSpan.FromMinutes(5) : TimeSpan.Zero,
                };
            });
        await using var model = await ScriptedModelServer.StartAsync(script, cancellationToken: Token);
        await using var polpo = new ShippedPolpo(
            new Dictionary<string, string> { ["OPENAI_API_KEY"] = "sk-test", ["OPENAI_BASE_URL"] = model.OpenAIAddress }
        );
        var clone = await new Clone(polpo, "notes").InitAsync(
            new Dictionary<string, string> { ["README.md"] = "# Notes\n" },
            Token
        );

        string task;
        await using (var server = await RunningServer.StartAsync(polpo, Token))
        {
            task = await AddAsync(polpo, clone, "test -f one.txt -a -f two.txt");
            await asked.Task.WaitAsync(Token);
            await server.KillAsync();
        }
        await using var again = await RunningServer.StartAsync(polpo, Token);

        var ended = await EndedAsync(polpo, task);
        ended.GetProperty("status").GetString().ShouldBe("done", ended.ToString());
        model.Requests.Count(request => request.Step == 0).ShouldBe(1);
        model.Requests.Count(request => request.Step == 1).ShouldBe(1);
        model.Requests.Count(request => request.Step == 2).ShouldBe(2);
    }

    [Fact]
    public async Task Killed_while_a_command_runs_its_result_arrives_and_it_ran_once()
    {
        var script = new Script();
        script
            .Step(0)
            .Call(
                "bash",
                new
                {
                    command = "echo begun >> runs.txt; while [ ! -f go.txt ]; do sleep 0.05; done; echo finished-$((40 + 2))",
                }
            );
        script.On(turn => turn.LastResult.Contains("finished-42", StringComparison.Ordinal)).Say("It finished.");
        script.Always().Say("It did not finish.");
        await using var model = await ScriptedModelServer.StartAsync(script, cancellationToken: Token);
        await using var polpo = new ShippedPolpo(
            new Dictionary<string, string> { ["OPENAI_API_KEY"] = "sk-test", ["OPENAI_BASE_URL"] = model.OpenAIAddress }
        );
        var clone = await new Clone(polpo, "notes").InitAsync(
            new Dictionary<string, string> { ["README.md"] = "# Notes\n" },
            Token
        );

        string task;
        await using (var server = await RunningServer.StartAsync(polpo, Token))
        {
            task = await AddAsync(polpo, clone, "test $(wc -l < runs.txt) = 1");
            await ForFileAsync(Path.Combine(polpo.Home, "worktrees"), "runs.txt");
            await server.KillAsync();
        }
        var worktree = Path.GetDirectoryName(
            Directory.GetFiles(Path.Combine(polpo.Home, "worktrees"), "runs.txt", SearchOption.AllDirectories).Single()
        )!;
        await using var again = await RunningServer.StartAsync(polpo, Token);
        await File.WriteAllTextAsync(Path.Combine(worktree, "go.txt"), "", Token);

        var ended = await EndedAsync(polpo, task);
        ended.GetProperty("status").GetString().ShouldBe("done", ended.ToString());
        ended.GetProperty("result").GetProperty("stdout").GetString().ShouldBe("It finished.");
        model.Requests.Count(request => request.Step == 0).ShouldBe(1);
    }

    private static async Task<string> AddAsync(ShippedPolpo polpo, Clone clone, string check)
    {
        var added = await polpo.RunAsync(
            Token,
            "task",
            "add",
            "take notes",
            "--repo",
            clone.Path,
            "--check",
            check,
            "--model",
            "openai/test-model",
            "--retries",
            "0",
            "--json"
        );
        added.ExitCode.ShouldBe(0, added.ToString());
        return ShippedPolpo.LastLine(added).GetProperty("id").GetString()!;
    }

    private static async Task<JsonElement> EndedAsync(ShippedPolpo polpo, string task)
    {
        while (true)
        {
            var shown = await polpo.RunAsync(Token, "task", "show", task, "--json");
            shown.ExitCode.ShouldBe(0, shown.ToString());
            var view = JsonDocument.Parse(shown.Output.TrimEnd().Split('\n')[0]).RootElement;
            view = view.TryGetProperty("task", out var inner) ? inner : view;
            if (view.GetProperty("status").GetString() is "done" or "failed")
            {
                var history = await polpo.RunAsync(Token, "verify", "--history");
                history.ExitCode.ShouldBe(0, history.ToString());
                return view;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Token);
        }
    }

    private static async Task ForFileAsync(string folder, string name)
    {
        while (!Directory.Exists(folder) || Directory.GetFiles(folder, name, SearchOption.AllDirectories).Length == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
    }
}
