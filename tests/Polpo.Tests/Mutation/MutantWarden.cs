using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;

namespace Polpo.Tests.Mutation;

/// <summary>
/// Asks about mutants in a process of its own, which is bounded in time and memory: one that loops or fills the memory for ever ends that
/// process and counts as noticed, as no test run would pass with it.
/// </summary>
internal sealed class MutantWarden : IAsyncDisposable
{
    /// <summary>In hexadecimal digits: 768 MB.</summary>
    private const string HeapLimit = "30000000";

    private Cell? _cell;

    /// <summary>What became of the mutant: one of the words of <see cref="MutantCell"/>, or that it ended the process.</summary>
    public async Task<string> TryAsync(MutantQuestion question, CancellationToken cancellationToken)
    {
        _cell ??= await Cell.OpenAsync(cancellationToken);
        if (await _cell.AskAsync(question, cancellationToken) is { } answer and not MutantCell.TimedOut)
            return answer;
        await _cell.DisposeAsync();
        _cell = null;
        return MutantCell.TimedOut;
    }

    public async ValueTask DisposeAsync()
    {
        if (_cell is not null)
            await _cell.DisposeAsync();
    }

    private sealed class Cell : IAsyncDisposable
    {
        private readonly Process _process;
        private readonly NetworkStream _stream;
        private readonly StreamReader _answers;

        private Cell(Process process, NetworkStream stream) =>
            (_process, _stream, _answers) = (process, stream, new StreamReader(stream));

        public static async Task<Cell> OpenAsync(CancellationToken cancellationToken)
        {
            var folder = Directory.CreateTempSubdirectory("polpo-mutants-");
            var path = Path.Combine(folder.FullName, "socket");
            using var door = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            door.Bind(new UnixDomainSocketEndPoint(path));
            door.Listen();
            var process = Process.Start(Start(path))!;
            // Should memory run short after all, the kernel ends this process first.
            await File.WriteAllTextAsync($"/proc/{process.Id}/oom_score_adj", "1000", cancellationToken);
            var socket = await door.AcceptAsync(cancellationToken);
            folder.Delete(recursive: true);
            return new Cell(process, new NetworkStream(socket, ownsSocket: true));
        }

        /// <returns>Null: the process ended over it.</returns>
        public async Task<string?> AskAsync(MutantQuestion question, CancellationToken cancellationToken)
        {
            try
            {
                await _stream.WriteAsync(
                    (byte[])[.. JsonSerializer.SerializeToUtf8Bytes(question), (byte)'\n'],
                    cancellationToken
                );
                return await _answers.ReadLineAsync(cancellationToken);
            }
            catch (IOException)
            {
                return null;
            }
        }

        public async ValueTask DisposeAsync()
        {
            _answers.Dispose();
            await _stream.DisposeAsync();
            if (!_process.HasExited)
                _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
            _process.Dispose();
        }

        private static ProcessStartInfo Start(string path) =>
            new(
                "nice",
                [
                    "-n",
                    "10",
                    Environment.ProcessPath!,
                    "-noLogo",
                    "-explicit",
                    "only",
                    "-class",
                    typeof(MutantCell).FullName!,
                ]
            )
            {
                RedirectStandardOutput = false,
                Environment = { [MutantCell.Variable] = path, ["DOTNET_GCHeapHardLimit"] = HeapLimit },
            };
    }
}
