using Polpo.Testing.ScriptedModel;
using Polpo.Testing.Shipped;
using Shouldly;
using Xunit;

namespace Polpo.EndToEnd.Servers;

/// <summary>One of two servers is killed with SIGKILL; the other, on another disk, goes on with its sessions.</summary>
public sealed class TakeoverTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_goes_on_on_the_other_server_with_its_checkpointed_files_and_is_told_what_is_gone()
    {
        var (recorded, asked) = (new TaskCompletionSource(), new TaskCompletionSource());
        var script = new Script();
        // The first writing step is checkpointed at once; the second falls within the ten seconds after.
        script.Step(0).Call("write", new { path = "one.txt", content = "1" });
        script
            .Step(1)
            .Answer(_ =>
            {
                recorded.Task.Wait(Token);
                return new ScriptedReply { Calls = [new ToolUse("", "write", """{"path":"two.txt","content":"2"}""")] };
            });
        script
            .On(turn => turn.Step == 2 && !asked.Task.IsCompleted)
            .Answer(_ =>
            {
                asked.TrySetResult();
                return new ScriptedReply { Text = "Never heard.", ThinkTime = TimeSpan.FromMinutes(5) };
            });
        script.Step(2).Call("bash", new { command = "ls *.txt | xargs" });
        script
            .On(turn => turn.Step == 3 && turn.LastResult.Contains("two.txt", StringComparison.Ordinal))
            .Say("Nothing was lost.");
        script.Step(3).Call("write", new { path = "two.txt", content = "2" });
        script.Step(4).Say("Done again.");
        await using var servers = await TwoServers.CreateAsync(script, Token);
        await servers.StartBothAsync();
        var task = await servers.AddAsync("take notes", "test -f one.txt -a -f two.txt");
        await servers.ForFactAsync("checkpoint.made");
        recorded.SetResult();
        await asked.Task.WaitAsync(Token);
        await servers.KillHolderAsync("two.txt");

        var ended = await servers.EndedAsync(task);
        ended.GetProperty("status").GetString().ShouldBe("done", ended.ToString());
        ended.GetProperty("result").GetProperty("stdout").GetString().ShouldBe("Done again.");
        var branch = ended.GetProperty("branch").GetString()!;
        (await servers.Clone.GitAsync(Token, "show", "--stat", "--format=", branch)).ShouldContain("two.txt");
        var told = servers.Model.Requests.Last(request => request.Step == 2).LastPrompt;
        told.ShouldContain("two.txt");
        told.ShouldNotContain("one.txt");
        await servers.ShouldBeWholeAsync();
    }

    [Fact]
    public async Task What_a_killed_server_left_running_is_ended_on_its_machine()
    {
        const string command = "sleep 86753";
        var script = new Script();
        script.Step(0).Call("bash", new { command = $"touch here.txt; {command}" });
        script.Always().Say("Done elsewhere.");
        await using var servers = await TwoServers.CreateAsync(script, Token);
        await servers.StartBothAsync();
        var task = await servers.AddAsync("take notes", "true");
        await servers.ForFileAsync("here.txt");
        // The file is there a little before the process is.
        await UntilAsync(() => Running(command));
        await servers.KillHolderAsync("here.txt");

        var ended = await servers.EndedAsync(task);
        ended.GetProperty("status").GetString().ShouldBe("done", ended.ToString());
        await UntilAsync(() => !Running(command)).WaitAsync(TimeSpan.FromSeconds(60), Token);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
    }

    private static bool Running(string command) =>
        System
            .Diagnostics.Process.GetProcesses()
            .Any(process => CommandLine(process.Id) == command.Replace(' ', '\0') + '\0');

    private static string CommandLine(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    [Fact]
    public async Task Without_sight_of_the_clone_the_session_goes_on_and_the_task_waits_for_a_server_that_sees_it()
    {
        var asked = new TaskCompletionSource();
        var script = new Script();
        script.Step(0).Call("write", new { path = "one.txt", content = "1" });
        script
            .On(turn => turn.Step == 1 && !asked.Task.IsCompleted)
            .Answer(_ =>
            {
                asked.TrySetResult();
                return new ScriptedReply { Text = "Never heard.", ThinkTime = TimeSpan.FromMinutes(5) };
            });
        script.Step(1).Say("Done elsewhere.");
        await using var servers = await TwoServers.CreateAsync(script, Token);
        await servers.StartBothAsync();
        var task = await servers.AddAsync("take notes", "test -f one.txt");
        await asked.Task.WaitAsync(Token);
        await servers.ForFactAsync("checkpoint.made");
        Directory.Move(servers.Clone.Path, servers.Clone.Path + ".hidden");
        await servers.KillHolderAsync("one.txt");
        await servers.ForFactAsync("turn.ended");

        var waiting = await servers.ForReasonAsync(task, "Waits for a server that sees the repository");
        waiting.GetProperty("status").GetString().ShouldBe("in_progress");
        Directory.Move(servers.Clone.Path + ".hidden", servers.Clone.Path);
        var ended = await servers.EndedAsync(task);
        ended.GetProperty("status").GetString().ShouldBe("done", ended.ToString());
        await servers.ShouldBeWholeAsync();
    }

    [Fact]
    public async Task Status_tells_of_both_servers_whichever_is_asked()
    {
        await using var servers = await TwoServers.CreateAsync(new Script(), Token);
        await servers.StartBothAsync();
        foreach (var polpo in new[] { servers.First, servers.Second })
        {
            var status = await polpo.RunAsync(Token, "status", "--json");
            var listed = ShippedPolpo.LastLine(status).GetProperty("servers").EnumerateArray().ToList();
            listed.Count.ShouldBe(2, status.ToString());
            listed.ShouldAllBe(server => server.GetProperty("roles").GetString() == "web,worker");
            listed.Count(server => server.GetProperty("isThis").GetBoolean()).ShouldBe(1);
        }
    }
}
