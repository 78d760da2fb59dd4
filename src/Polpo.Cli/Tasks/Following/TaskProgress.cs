using Polpo.Cli.Shell;
using Polpo.Client;
using Spectre.Console;

namespace Polpo.Cli.Tasks.Following;

/// <summary>Shows what comes: JSON facts, plain lines, or lines above a status line that lives.</summary>
internal abstract class TaskProgress
{
    /// <summary>From then on a person would rather be told that it still goes on.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    public abstract Task ShowAsync(FeedItem item, CancellationToken cancellationToken);

    /// <summary>Nothing comes, and it may go on for long.</summary>
    public virtual void StillAt() { }

    /// <summary>Runs <paramref name="work"/> with the kind of progress that the invocation asks for.</summary>
    public static Task<T> WithAsync<T>(Invocation command, TaskLines lines, Func<TaskProgress, Task<T>> work)
    {
        if (command.Json)
            return work(new Json(command));
        if (!command.Live)
            return work(new Lines(command, lines));
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(command.Here.Out) });
        return console
            .Status()
            .Spinner(Spinner.Known.Dots)
            .StartAsync(
                Markup.Escape(lines.Now),
                status => work(new Watched(console, status, lines, command.Here.Time))
            );
    }

    private sealed class Json(Invocation command) : TaskProgress
    {
        public override Task ShowAsync(FeedItem item, CancellationToken cancellationToken)
        {
            if (item.Fact is { } fact)
                command.WriteJson(fact);
            return Task.CompletedTask;
        }
    }

    private sealed class Lines(Invocation command, TaskLines lines) : TaskProgress
    {
        private DateTimeOffset _began = command.Here.Time.GetUtcNow();
        private DateTimeOffset _told = command.Here.Time.GetUtcNow();

        public override async Task ShowAsync(FeedItem item, CancellationToken cancellationToken)
        {
            if (item.Fact is not { } fact)
            {
                StillAt();
                return;
            }
            foreach (var line in await lines.OfAsync(fact, cancellationToken))
                command.Say(line);
            _began = _told = command.Here.Time.GetUtcNow();
            await command.Here.Out.FlushAsync(cancellationToken);
        }

        public override void StillAt()
        {
            var now = command.Here.Time.GetUtcNow();
            if (now - _told < Long)
                return;
            _told = now;
            command.Say($"  … still {lines.Now} ({Plain.Duration(now - _began)})");
            command.Here.Out.Flush();
        }
    }

    private sealed class Watched(IAnsiConsole console, StatusContext status, TaskLines lines, TimeProvider time)
        : TaskProgress
    {
        private const int Tail = 60;

        private DateTimeOffset _began = time.GetUtcNow();
        private string _text = "";

        public override async Task ShowAsync(FeedItem item, CancellationToken cancellationToken)
        {
            if (item.Fact is { } fact)
            {
                (_text, _began) = ("", time.GetUtcNow());
                foreach (var line in await lines.OfAsync(fact, cancellationToken))
                    console.MarkupLine(Coloured(line));
            }
            else if (item.Frame is { } frame)
            {
                _text = Plain.Text(_text + frame.Text).Replace('\n', ' ');
                _text = _text.Length > Tail ? _text[^Tail..] : _text;
            }
            StillAt();
        }

        public override void StillAt()
        {
            var took = time.GetUtcNow() - _began;
            var parts = new[]
            {
                Plain.Line(lines.Now, Tail),
                took < Long ? "" : $"({Plain.Duration(took)})",
                lines.Cost == 0 ? "" : Plain.Usd(lines.Cost / 1_000_000m),
                _text.Length > 0 ? $"…{_text}" : "",
            };
            status.Status(Markup.Escape(string.Join("  ", parts.Where(part => part.Length > 0))));
        }

        private static string Coloured(string line) =>
            line.TrimStart() switch
            {
                ['✓', ..] => $"[green]{Markup.Escape(line)}[/]",
                ['✗', ..] => $"[red]{Markup.Escape(line)}[/]",
                ['↻' or '↑' or '?', ..] => $"[yellow]{Markup.Escape(line)}[/]",
                _ => Markup.Escape(line),
            };
    }
}
