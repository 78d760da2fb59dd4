using System.Diagnostics;
using System.Text.Json;
using Polpo.Tests.Architecture;

namespace Polpo.Tests.Samples;

/// <summary>The demo is honest: its repository is really broken, its fix really repairs it, and a damaged fix does not.</summary>
public sealed class PocketLedgerTests : IDisposable
{
    private readonly string _copy = Directory.CreateTempSubdirectory("polpo-sample-").FullName;
    private readonly string _old;
    private readonly string _new;

    public PocketLedgerTests()
    {
        Copy(Path.Combine(SourceTree.Root, "samples", "pocket-ledger"), _copy);
        var script = JsonElement.Parse(File.ReadAllText(Path.Combine(_copy, ".polpo", "demo.json")));
        var edit = script
            .GetProperty("replies")
            .EnumerateArray()
            .Where(reply => reply.TryGetProperty("calls", out _))
            .SelectMany(reply => reply.GetProperty("calls").EnumerateArray())
            .Single(call => call.GetProperty("name").GetString() == "edit")
            .GetProperty("arguments");
        _old = edit.GetProperty("old_text").GetString()!;
        _new = edit.GetProperty("new_text").GetString()!;
    }

    private string Broken => Path.Combine(_copy, "src", "split.js");

    public void Dispose() => Directory.Delete(_copy, recursive: true);

    [Fact]
    public async Task The_tests_fail_before_the_fix_and_pass_after_it()
    {
        (await TestAsync()).ShouldBe(1);
        await FixAsync(_new);
        (await TestAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(0.7)]
    [InlineData(0.9)]
    public async Task One_damaged_byte_of_the_fix_leaves_the_tests_failing(double place)
    {
        var damaged = _new.ToCharArray();
        damaged[(int)(damaged.Length * place)] ^= (char)1;
        await FixAsync(new string(damaged));
        (await TestAsync()).ShouldBe(1);
    }

    private async Task FixAsync(string replacement)
    {
        var text = await File.ReadAllTextAsync(Broken, TestContext.Current.CancellationToken);
        text.Split(_old).Length.ShouldBe(2, "The fix must fit exactly one place.");
        await File.WriteAllTextAsync(Broken, text.Replace(_old, replacement), TestContext.Current.CancellationToken);
    }

    private async Task<int> TestAsync()
    {
        using var node = Process.Start(
            new ProcessStartInfo("node", ["--test"]) { WorkingDirectory = _copy, RedirectStandardOutput = true }
        )!;
        await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        return node.ExitCode;
    }

    private static void Copy(string from, string to)
    {
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories).Prepend(from))
        {
            var target = Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder))).FullName;
            foreach (var file in Directory.GetFiles(folder))
                File.Copy(file, Path.Combine(target, Path.GetFileName(file)), overwrite: true);
        }
    }
}
