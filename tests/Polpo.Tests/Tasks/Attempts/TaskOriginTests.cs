using Microsoft.Extensions.AI;
using Polpo.Core.Gateway;
using Polpo.Core.Tasks;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Tasks.Attempts;

public abstract class TaskOriginTests(Database database)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_starts_from_all_that_it_depends_on()
    {
        await using var bench = await TaskBench.StartAsync(database, Writes, null, null, Token);
        await bench.RunAsync(Spec("write a.txt"));
        await bench.RunAsync(Spec("write b.txt"));

        var last = await bench.RunAsync(Spec("write c.txt") with { DependsOn = ["write a.txt", "write b.txt"] });

        last.Status.ShouldBe(TaskStatus.Done, last.Reason);
        bench.Git.Lines.FilesOf(new(last.Head!)).Keys.ShouldBe(["README.md", "a.txt", "b.txt", "c.txt"]);
        bench.Git.Lines.FilesOf(new(last.Base!)).Keys.ShouldBe(["README.md", "a.txt", "b.txt"]);
    }

    [Fact]
    public async Task A_task_upon_results_that_contradict_each_other_is_told_so_and_sees_both()
    {
        await using var bench = await TaskBench.StartAsync(database, Writes, null, null, Token);
        await bench.RunAsync(Spec("write x.txt first"));
        await bench.RunAsync(Spec("write x.txt second"));

        var last = await bench.RunAsync(
            Spec("write c.txt") with
            {
                DependsOn = ["write x.txt first", "write x.txt second"],
            }
        );

        var files = bench.Git.Lines.FilesOf(new(last.Base!));
        files["x.txt"].ShouldContain("write x.txt first");
        files["x.txt"].ShouldContain("write x.txt second");
        bench
            .Gateway.Calls.Last()
            .Messages.ShouldContain(message =>
                message.Text.Contains("conflict markers (<<<<<<<, =======, >>>>>>>) in: x.txt")
            );
    }

    private static TaskSpec Spec(string title) => new() { Workspace = default, Title = title };

    /// <summary>A model that writes the file that its task's title names, with that title in it.</summary>
    internal static ChatMessage Writes(Call call)
    {
        if (call.Messages[^1].Role == ChatRole.Tool)
            return FakeGateway.Say("Written.");
        var title = call
            .Messages.First(message => message.Role == ChatRole.User)
            .Text.Split('\n')[0]
            .TrimStart('#', ' ');
        return FakeGateway.Use("write", ("path", title.Split(' ')[1]), ("content", title));
    }
}

public sealed class TaskOriginOnSqliteTests() : TaskOriginTests(Database.Sqlite);

public sealed class TaskOriginOnPostgresTests() : TaskOriginTests(Database.Postgres);
