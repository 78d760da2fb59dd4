using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Engine.Subjects;

namespace Polpo.Testing.Databases;

/// <summary>A server in a process of its own, to be killed: it counts, and says so on its output after each commit.</summary>
public sealed class CrashingServer : IDisposable
{
    private readonly Process _process;

    private CrashingServer(Process process) => _process = process;

    public static CrashingServer Start(TestDatabase database)
    {
        var program = Path.ChangeExtension(typeof(CrashingServer).Assembly.Location, ".dll");
        var start = new ProcessStartInfo(
            "dotnet",
            ["exec", program, "crashing-server", database.Home, database.Connection ?? ""]
        )
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        return new CrashingServer(Process.Start(start)!); // null only with UseShellExecute
    }

    /// <summary>Lets it commit so often, then kills it in the middle of whatever it does.</summary>
    public async Task KillAfterAsync(int commits, CancellationToken cancellationToken)
    {
        for (var line = 0; line < commits; line++)
        {
            if (await _process.StandardOutput.ReadLineAsync(cancellationToken) is null)
                throw new InvalidOperationException($"The server ended by itself after {line} lines.");
        }
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    /// <summary>What the process does: it ends by being killed.</summary>
    internal static async Task RunAsync(string home, string? connection)
    {
        var database = TestDatabase.Existing(home, connection);
        var goal = new CountingGoal(long.MaxValue, number => Console.Out.WriteLine(number));
        await TestEngine.StartAsync(
            database,
            services => services.AddSingleton(goal).AddSingleton<ISubjectHandler, CountingHandler>(),
            options => options with { Lease = TimeSpan.FromMilliseconds(1500) },
            CancellationToken.None
        );
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
    }
}
