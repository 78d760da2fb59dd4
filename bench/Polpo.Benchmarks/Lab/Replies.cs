using System.Text.Json;
using Polpo.Testing.ScriptedModel;

namespace Polpo.Benchmarks.Lab;

/// <summary>What the model of a scenario says.</summary>
internal static class Replies
{
    /// <summary>How long it thinks before each reply.</summary>
    public static readonly TimeSpan Think = TimeSpan.FromMilliseconds(50);

    // Few enough for any model's window: compacting a conversation is not what is measured.
    private static readonly ScriptedUsage Usage = new(1000, 50);

    public static ScriptedReply Bash(string command, TimeSpan think, int times = 1) =>
        Call("bash", new { command }, think, times);

    public static ScriptedReply Call(string tool, object arguments, TimeSpan think, int times = 1) =>
        new()
        {
            ThinkTime = think,
            Usage = Usage,
            Calls = [.. Enumerable.Repeat(new ToolUse("", tool, JsonSerializer.Serialize(arguments)), times)],
        };

    public static ScriptedReply Say(string text, TimeSpan think) =>
        new()
        {
            Text = text,
            ThinkTime = think,
            Usage = Usage,
        };

    /// <summary>Ends the task: what the tools answered is wrong.</summary>
    public static ScriptedReply Wrong(string message) => ScriptedReply.Failure(400, message);
}
