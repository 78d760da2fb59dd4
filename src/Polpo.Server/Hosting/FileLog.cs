using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Polpo.Server.Hosting;

/// <summary>Logs to a file in the data folder, one line an entry and the exception below it; at 10 MB the file is put aside, one is kept.</summary>
internal sealed class FileLog : ILoggerProvider
{
    private const long MaxBytes = 10 * 1024 * 1024;

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly Channel<string> _entries = Channel.CreateUnbounded<string>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private readonly Task _writing;

    public FileLog(string path, TimeProvider time)
    {
        _path = path;
        _time = time;
        _writing = WriteAllAsync();
    }

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Dispose()
    {
        _entries.Writer.TryComplete();
        _writing.GetAwaiter().GetResult();
    }

    private async Task WriteAllAsync()
    {
        while (await _entries.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            if (new FileInfo(_path) is { Exists: true, Length: > MaxBytes })
                File.Move(_path, _path + ".1", overwrite: true);
            await using var writer = new StreamWriter(_path, append: true);
            while (_entries.Reader.TryRead(out var entry))
                await writer.WriteLineAsync(entry).ConfigureAwait(false);
        }
    }

    private sealed class Category(FileLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (!IsEnabled(logLevel))
                return;
            var at = log._time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
            var text = formatter(state, exception).ReplaceLineEndings(" ");
            log._entries.Writer.TryWrite(
                $"{at} {logLevel} {name}: {text}{(exception is null ? "" : Environment.NewLine + exception)}"
            );
        }
    }
}
