using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Polpo.Benchmarks.Measuring;
using Polpo.Testing.ScriptedModel;

namespace Polpo.Benchmarks.Lab;

/// <summary>When the model was asked for a reply.</summary>
internal sealed record Asked(string Script, string Run, int Step, long At);

/// <summary>
/// The model server of the bench. A task's title names the script that answers it: <c>bench:NAME:RUN</c>. A script checks what the
/// tools answered and refuses what is wrong, so that the task fails and the figure with it.
/// </summary>
internal sealed partial class Model : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Func<Conversation, ScriptedReply>> _scripts = new();
    private readonly ConcurrentQueue<Asked> _asked = [];
    private readonly ConcurrentDictionary<(string Run, int Step, int Time), TaskCompletionSource> _awaited = new();
    private readonly ConcurrentDictionary<(string Run, int Step), int> _times = new();
    private ScriptedModelServer _server = null!; // set by StartAsync, the only way to one

    private Model() { }

    public IReadOnlyDictionary<string, string> Variables =>
        new Dictionary<string, string>
        {
            ["OPENAI_API_KEY"] = "sk-bench",
            ["OPENAI_BASE_URL"] = _server.OpenAIAddress,
            ["ANTHROPIC_API_KEY"] = "sk-bench",
            ["ANTHROPIC_BASE_URL"] = _server.Address,
        };

    public string Address => _server.OpenAIAddress;

    public IReadOnlyCollection<string> Refused => _server.Refused;

    public static async Task<Model> StartAsync(CancellationToken cancellationToken)
    {
        var model = new Model();
        var script = new Script();
        script.Always().Answer(model.Reply);
        model._server = await ScriptedModelServer.StartAsync(script, cancellationToken: cancellationToken);
        return model;
    }

    public static string Title(string script, string run) => $"bench:{script}:{run}";

    public void Set(string name, Func<Conversation, ScriptedReply> script) => _scripts[name] = script;

    public IReadOnlyList<Asked> AskedBy(string run) => [.. _asked.Where(asked => asked.Run == run)];

    /// <summary>Returns once the run's reply number <paramref name="step"/> has been asked for so many times.</summary>
    public Task UntilAskedAsync(string run, int step, CancellationToken cancellationToken, int times = 1) =>
        Awaited(run, step, times).Task.WaitAsync(TimeSpan.FromMinutes(2), cancellationToken);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private ScriptedReply Reply(Conversation conversation)
    {
        var now = Clock.Now;
        var named = Name().Match(conversation.Prompt);
        var (script, run) = (named.Groups[1].Value, named.Groups[2].Value);
        if (!_scripts.TryGetValue(script, out var answers))
            return ScriptedReply.Failure(400, $"No script is called \"{script}\".");
        _asked.Enqueue(new Asked(script, run, conversation.Step, now));
        var time = _times.AddOrUpdate((run, conversation.Step), 1, (_, before) => before + 1);
        Awaited(run, conversation.Step, time).TrySetResult();
        return answers(conversation);
    }

    private TaskCompletionSource Awaited(string run, int step, int time) =>
        _awaited.GetOrAdd((run, step, time), _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    [GeneratedRegex("bench:([a-z0-9_]+):([a-z0-9-]+)")]
    private static partial Regex Name();
}
