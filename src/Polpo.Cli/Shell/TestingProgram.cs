using System.Diagnostics;
using System.Globalization;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Shell;

/// <summary>The tests' own program, which tools for work on Polpo itself start. It is there in a source checkout alone.</summary>
internal static class TestingProgram
{
    private const string Name = "Polpo.Testing";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Find(), .. arguments]))!;
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(process);
            return ExitCode.Done;
        }
        return process.ExitCode == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>Asked first: it removes what it has made.</summary>
    private static async Task EndAsync(Process process)
    {
        using var asked = new CancellationTokenSource(Patience);
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(asked.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>Newest build first, in the checkout that this program was built in.</summary>
    private static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var built = Path.Combine(folder, "tests", Name, "bin");
            if (!Directory.Exists(built))
                continue;
            var programs = Directory
                .EnumerateFiles(built, $"{Name}.dll", SearchOption.AllDirectories)
                .Where(path => File.Exists(Path.ChangeExtension(path, ".runtimeconfig.json")));
            if (programs.MaxBy(File.GetLastWriteTimeUtc) is { } newest)
                return newest;
        }
        throw new RefusedException(
            Refusal.Unavailable,
            $"This is part of the tests and is not built here. In a source checkout: dotnet build tests/{Name}"
        );
    }
}
