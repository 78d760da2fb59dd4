using System.Text.Json.Nodes;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Approvals.Expressions;

/// <summary>
/// A condition over data, such as <c>task.retries >= 2 &amp;&amp; task.title.includes("deploy")</c>: paths, literals, comparisons,
/// <c>&amp;&amp; || !</c>, <c>includes</c>, <c>length</c> and parentheses. It is read into a tree and never run as code; a path that leads
/// nowhere is absent.
/// </summary>
public sealed class Expression
{
    public const int LongestText = 2000;
    public const int DeepestNesting = 32;

    private readonly Term _root;

    private Expression(string text, Term root) => (Text, _root) = (text, root);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <exception cref="RefusedException">It is not understood; the message names the character and what to write instead.</exception>
    public static Expression Parse(string text)
    {
        if (text.Length > LongestText)
            throw new RefusedException(
                Refusal.Invalid,
                $"The condition has {text.Length} characters; at most {LongestText} are read. Shorten it."
            );
        return new Expression(text, new ExpressionParser(text).Parse());
    }

    /// <param name="data">What paths begin at: an object with <c>task</c>, <c>mission</c> and so on.</param>
    public bool Holds(JsonObject data) => _root.In(data).IsTrue;

    public override string ToString() => Text;
}
