using System.Globalization;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Retention;

/// <summary>Reads ages and sizes of the server's configuration, and remembers every mistake.</summary>
internal sealed class RetentionSettings(Func<string, string?> variable)
{
    private readonly List<string> _mistakes = [];

    /// <summary>Null: for ever.</summary>
    public TimeSpan? Age(string name, TimeSpan? otherwise)
    {
        if (variable(name) is not { } text)
            return otherwise;
        if (text == "forever")
            return null;
        if (RetentionOptions.Span(text) is { } age)
            return age;
        _mistakes.Add($"{name} is \"{text}\". Write days or hours, such as 30d or 12h, or forever.");
        return otherwise;
    }

    public long Size(string name, long otherwise)
    {
        if (variable(name) is not { } text)
            return otherwise;
        if (
            text.EndsWith("GB", StringComparison.OrdinalIgnoreCase)
            && int.TryParse(
                text.AsSpan(0, text.Length - 2),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var size
            )
        )
            return (long)size << 30;
        _mistakes.Add($"{name} is \"{text}\". Write whole gigabytes, such as 20GB.");
        return otherwise;
    }

    /// <exception cref="RefusedException">Something could not be read.</exception>
    public void RequireReadable()
    {
        if (_mistakes.Count > 0)
            throw new RefusedException(Refusal.Invalid, string.Join('\n', _mistakes));
    }
}
