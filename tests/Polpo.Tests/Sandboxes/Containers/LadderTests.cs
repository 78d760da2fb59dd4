using Polpo.Core.Sandboxes;
using Polpo.Engine.Kernel;
using Polpo.Tests.Sandboxes.Conformance;

namespace Polpo.Tests.Sandboxes.Containers;

/// <summary>Which rung is taken: the first that works, never none by itself.</summary>
public sealed class LadderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("polpo-ladder-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Bubblewrap_comes_before_containers()
    {
        await using var lab = new SandboxLab(
            options: new SandboxOptions { Containers = await TestEngine.StartAsync() }
        );

        (await lab.OpenAsync()).Kind.ShouldBe("bubblewrap");
        (await lab.Sandboxes.InspectAsync(SandboxLab.Token)).Kind.ShouldBe("bubblewrap");
    }

    [Fact]
    public async Task Containers_are_taken_where_bubblewrap_is_missing_and_an_image_is_named()
    {
        await using var lab = new SandboxLab(
            options: WithoutBubblewrap() with
            {
                Containers = await TestEngine.StartAsync(),
            }
        );

        var sandbox = await lab.OpenAsync();

        sandbox.Kind.ShouldBe("container");
        (await lab.RunAsync(sandbox, "grep -c polpo /etc/hostname")).Output.ShouldBe("1\n");
        (await lab.Sandboxes.SystemAsync(null, SandboxLab.Token)).ShouldStartWith("container /");
    }

    [Fact]
    public async Task Nothing_is_opened_where_nothing_works()
    {
        await using var lab = new SandboxLab(options: WithoutBubblewrap());

        var refused = await Should.ThrowAsync<RefusedException>(() => lab.OpenAsync());

        refused.Message.ShouldStartWith("No sandbox could be opened: ");
        (await lab.Sandboxes.InspectAsync(SandboxLab.Token)).Kind.ShouldBe("unavailable");
    }

    [Fact]
    public async Task One_that_was_asked_for_by_name_is_not_exchanged_for_another()
    {
        await using var lab = new SandboxLab(
            options: WithoutBubblewrap() with
            {
                Kind = SandboxOptions.Bubblewrap,
                Containers = await TestEngine.StartAsync(),
            }
        );

        await Should.ThrowAsync<RefusedException>(() => lab.OpenAsync());
        (await lab.Sandboxes.InspectAsync(SandboxLab.Token)).Kind.ShouldBe("unavailable");
    }

    [Theory]
    [InlineData("tcp://10.0.0.7:2375")]
    [InlineData("ssh://host")]
    [InlineData("unix://relative.sock")]
    public void An_engine_of_another_machine_is_refused(string address) =>
        Should
            .Throw<RefusedException>(() => ContainerSource.Read(address, "debian:12"))
            .Message.ShouldContain("only on this machine");

    [Fact]
    public void An_engine_without_an_image_is_not_used() =>
        ContainerSource.Read("unix:///run/docker.sock", " ").ShouldBeNull();

    /// <summary>A runner for which bubblewrap is a file that cannot be run.</summary>
    private SandboxOptions WithoutBubblewrap()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Hiding a program takes root.");
        var path = Path.Combine(_folder, "runner");
        var program = Path.Combine(AppContext.BaseDirectory, "polpo-runner");
        File.WriteAllText(
            path,
            $"""
            #!/bin/sh
            exec unshare --mount /bin/sh -c 'mount --bind /dev/null /usr/bin/bwrap && exec "$@"' sh '{program}' "$@"

            """
        );
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return new SandboxOptions { RunnerPath = path };
    }
}
