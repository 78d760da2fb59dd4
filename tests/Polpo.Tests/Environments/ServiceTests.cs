using Polpo.Core.Environments;
using Polpo.Core.Environments.Services;
using Polpo.Engine.Kernel;
using Polpo.Tests.Sandboxes;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Environments;

/// <summary>What runs beside the commands of a sandbox, and ends with it.</summary>
public sealed class ServiceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_test_database_is_there_for_every_command_and_each_sandbox_has_its_own()
    {
        await using var lab = new SandboxLab();
        var postgres = KnownServices.Find("postgres")!;
        var spec = new EnvironmentSpec { Services = [postgres] };
        var one = await lab.OpenAsync(lab.Spec("ses_1") with { Variables = spec.Variables });
        var two = await lab.OpenAsync(
            lab.Spec("ses_2", worktree: lab.Worktree("two")) with
            {
                Variables = spec.Variables,
            }
        );
        await Task.WhenAll(
            ServiceStart.RunAsync(one, spec.Services, Token),
            ServiceStart.RunAsync(two, spec.Services, Token)
        );

        var made = await lab.RunAsync(one, "psql \"$DATABASE_URL\" -Atc 'create table t (n int); select 6 * 7'");
        var other = await lab.RunAsync(two, "psql -Atc 'select count(*) from pg_tables where tablename = $$t$$'");

        made.Output.ShouldEndWith("42\n");
        other.Output.ShouldBe("0\n");
        await one.CloseAsync(Token);
        (await lab.RunAsync(two, "psql -Atc 'select 1'")).Output.ShouldBe("1\n");
    }

    [Fact]
    public async Task After_a_restart_of_the_server_it_is_found_and_not_started_again()
    {
        await using var lab = new SandboxLab();
        var service = new ServiceSpec("counter", "echo started >> count; touch up; sleep 1000", "test -e up");
        await ServiceStart.RunAsync(await lab.OpenAsync(), [service], Token);

        var found = await lab.NewClient().OpenAsync(lab.Spec(), Token);
        await ServiceStart.RunAsync(found, [service], Token);

        (await lab.RunAsync(found, "cat count")).Output.ShouldBe("started\n");
    }

    [Fact]
    public async Task One_that_ends_is_explained_with_its_last_lines()
    {
        await using var lab = new SandboxLab();
        var refused = await Should.ThrowAsync<RefusedException>(async () =>
            await ServiceStart.RunAsync(
                await lab.OpenAsync(),
                [new ServiceSpec("cache", "echo port 6379 is taken >&2; exit 3", "false")],
                Token
            )
        );
        refused.Message.ShouldStartWith("The service \"cache\" ended with exit code 3.");
        refused.Message.ShouldEndWith("port 6379 is taken");
    }

    [Fact]
    public async Task One_that_is_never_ready_is_explained_and_leaves_the_sandbox_usable()
    {
        await using var lab = new SandboxLab();
        var sandbox = await lab.OpenAsync();
        var slow = new ServiceSpec("slow", "echo still loading; sleep 1000", "false") { ReadySeconds = 1 };
        var refused = await Should.ThrowAsync<RefusedException>(() => ServiceStart.RunAsync(sandbox, [slow], Token));
        refused.Message.ShouldStartWith("The service \"slow\" was not ready after 1 s.");
        refused.Message.ShouldEndWith("still loading");
        (await lab.RunAsync(sandbox, "cat ~/.services/slow.log")).Output.ShouldBe("still loading\n");
    }
}
