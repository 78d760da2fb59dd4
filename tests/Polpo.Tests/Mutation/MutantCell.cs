using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;

namespace Polpo.Tests.Mutation;

/// <summary>What a cell is asked: whether one of these tests notices the mutant. No mutant: whether they hold at all.</summary>
internal sealed record MutantQuestion(Mutant? Mutant, IReadOnlyList<string> Tests);

/// <summary>
/// The process in which mutants run, one after the other: <see cref="MutantWarden"/> starts it. A mutant that runs on and on ends it, of
/// itself, so that nothing is left when whoever asked is gone.
/// </summary>
public sealed class MutantCell
{
    internal const string Variable = "POLPO_MUTANT_SOCKET";
    internal const string Noticed = "noticed";
    internal const string Survived = "survived";
    internal const string TimedOut = "timed out";

    /// <summary>Of processor time, or of waiting for nothing: the slowest of the tests takes two.</summary>
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Says_of_each_mutant_whether_it_was_noticed()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } path)
            return; // nobody asks
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), Stop);
        await using var stream = new NetworkStream(socket);
        using var questions = new StreamReader(stream);
        await using var answers = new StreamWriter(stream) { AutoFlush = true };
        while (await questions.ReadLineAsync(Stop) is { } line)
        {
            var question = JsonSerializer.Deserialize<MutantQuestion>(line)!; // we wrote it
            await using var watch = EndInTime(answers);
            var noticed = MutatedCode.IsKilled(question.Mutant, question.Tests);
            await answers.WriteLineAsync(noticed ? Noticed : Survived);
        }
    }

    private static ITimer EndInTime(StreamWriter answers)
    {
        var (spent, begun) = (Environment.CpuUsage.TotalTime, TimeProvider.System.GetTimestamp());
        return TimeProvider.System.CreateTimer(
            _ =>
            {
                if (
                    Environment.CpuUsage.TotalTime - spent < Most
                    && TimeProvider.System.GetElapsedTime(begun) < LongestWait
                )
                    return;
                answers.WriteLine(TimedOut);
                Process.GetCurrentProcess().Kill();
            },
            null,
            Look,
            Look
        );
    }
}
