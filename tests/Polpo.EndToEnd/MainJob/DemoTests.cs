using Polpo.Testing.Shipped;
using Shouldly;
using Xunit;

namespace Polpo.EndToEnd.MainJob;

/// <summary><c>polpo demo --once</c>: what a newcomer sees first, without any key.</summary>
public sealed class DemoTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_ends_done_with_a_receipt_and_leaves_nothing_running()
    {
        await using var polpo = new ShippedPolpo();

        var ended = await polpo.RunAsync(Token, "demo", "--once", "--json");

        ended.ExitCode.ShouldBe(0, ended.ToString());
        ended.Output.ShouldContain("""{"type":"demo.tests","when":"before","pass":false}""");
        ended.Output.ShouldContain("""{"type":"demo.tests","when":"after","pass":true}""");
        var last = ShippedPolpo.LastLine(ended);
        last.GetProperty("task").GetProperty("status").GetString().ShouldBe("done");
        File.Exists(last.GetProperty("receipt").GetString()).ShouldBeTrue();
        polpo.Processes().ShouldBeEmpty();
        polpo.Mounts().ShouldBeEmpty();
        Directory.GetDirectories(Path.Combine(polpo.Home, "worktrees")).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_corrupted_byte_in_its_fix_makes_it_end_failed()
    {
        await using var polpo = new ShippedPolpo();
        var program = Path.Combine(polpo.Folder, "program");
        (
            await Commands.RunAsync(
                "cp",
                ["-r", Path.GetDirectoryName(polpo.Program)!, program],
                polpo.Folder,
                polpo.Variables,
                Token
            )
        ).ExitCode.ShouldBe(0);
        var script = Directory.GetFiles(program, "demo.json", SearchOption.AllDirectories).Single();
        var text = await File.ReadAllTextAsync(script, Token);
        text.ShouldContain("Math.floor");
        await File.WriteAllTextAsync(script, text.Replace("Math.floor", "Math.flo0r", StringComparison.Ordinal), Token);

        var ended = await Commands.RunAsync(
            Path.Combine(program, "polpo"),
            ["demo", "--once", "--json"],
            polpo.Folder,
            polpo.Variables,
            Token
        );

        ended.ExitCode.ShouldBe(1, ended.ToString());
        ShippedPolpo.LastLine(ended).GetProperty("task").GetProperty("status").GetString().ShouldBe("failed");
    }
}
