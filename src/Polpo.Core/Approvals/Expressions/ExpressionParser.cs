using Polpo.Engine.Kernel;

namespace Polpo.Core.Approvals.Expressions;

/// <summary>Reads a condition: or, and, comparison, not, value, in that order of binding.</summary>
internal sealed class ExpressionParser
{
    private static readonly string[] Comparisons = ["===", "!==", "==", "!=", "<", "<=", ">", ">="];

    private readonly ExpressionTokens _tokens;
    private Token _next;
    private int _depth;

    public ExpressionParser(string text)
    {
        _tokens = new ExpressionTokens(text);
        _next = _tokens.Next();
    }

    public Term Parse()
    {
        if (_next.Kind == TokenKind.End)
            throw Refuse("it is empty", "Write for example task.retries >= 2.");
        var all = Or();
        return _next.Kind == TokenKind.End
            ? all
            : throw Refuse(
                $"{_next.Said} does not follow from what stands before it",
                "Join conditions with && or ||."
            );
    }

    private Term Or()
    {
        List<Term> parts = [And()];
        while (Took("||"))
            parts.Add(And());
        return parts.Count == 1 ? parts[0] : new Term.Any(parts);
    }

    private Term And()
    {
        List<Term> parts = [Comparison()];
        while (Took("&&"))
            parts.Add(Comparison());
        return parts.Count == 1 ? parts[0] : new Term.All(parts);
    }

    private Term Comparison()
    {
        var left = Unary();
        if (!IsComparison())
            return left;
        var sign = Take().Text;
        var compared = new Term.Compare(left, sign, Unary());
        return IsComparison()
            ? throw Refuse($"{_next.Said} compares a comparison", "Compare two things at a time and join them with &&.")
            : compared;
    }

    private bool IsComparison() => _next.Kind == TokenKind.Sign && Comparisons.Contains(_next.Text);

    private Term Unary()
    {
        if (!Took("!"))
            return Path();
        Deeper();
        var not = new Term.Not(Unary());
        _depth--;
        return not;
    }

    private Term Path()
    {
        var term = Primary();
        for (var steps = 0; ; steps++)
        {
            if (steps > Expression.DeepestNesting)
                throw TooDeep();
            if (Took("."))
                term = After(term);
            else if (Took("["))
                term = Inside(term);
            else if (_next.Is("("))
                throw Refuse("nothing but includes(…) can be called", "Write for example task.title.includes(\"x\").");
            else
                return term;
        }
    }

    private Term After(Term of)
    {
        var name =
            _next.Kind == TokenKind.Name ? Take() : throw Refuse($"{_next.Said} is no name", "A name follows a dot.");
        if (name.Text != "includes" || !Took("("))
            return new Term.Member(of, name.Text);
        Deeper();
        var part = Or();
        _depth--;
        Expect(")");
        return new Term.Includes(of, part);
    }

    private Term Inside(Term of)
    {
        var key = Take();
        Expect("]");
        return key.Kind switch
        {
            TokenKind.Text => new Term.Member(of, key.Text),
            TokenKind.Number => new Term.Item(of, key.Number),
            _ => throw _tokens.Refuse(key.At, $"{key.Said} is no place", "Brackets hold a text in quotes or a number."),
        };
    }

    private Term Primary()
    {
        if (_next.Is("("))
        {
            Take();
            Deeper();
            var inner = Or();
            _depth--;
            Expect(")");
            return inner;
        }
        var token = Take();
        return token.Kind switch
        {
            TokenKind.Text => new Term.Literal(Value.Of(token.Text)),
            TokenKind.Number => new Term.Literal(Value.Of(token.Number)),
            TokenKind.Name => Named(token.Text),
            _ => throw _tokens.Refuse(
                token.At,
                $"a value is missing before {token.Said}",
                "Write a path such as task.retries, a number, a text in quotes, true, false or null."
            ),
        };
    }

    private static Term Named(string name) =>
        name switch
        {
            "true" => new Term.Literal(Value.Of(true)),
            "false" => new Term.Literal(Value.Of(false)),
            "null" => new Term.Literal(Value.Null),
            "undefined" => new Term.Literal(Value.Absent),
            _ => new Term.Root(name),
        };

    private Token Take()
    {
        var taken = _next;
        _next = _tokens.Next();
        return taken;
    }

    private bool Took(string sign)
    {
        if (!_next.Is(sign))
            return false;
        Take();
        return true;
    }

    private void Expect(string sign)
    {
        if (!Took(sign))
            throw Refuse($"\"{sign}\" is missing before {_next.Said}", $"Close what was opened with {sign}.");
    }

    private void Deeper()
    {
        if (++_depth > Expression.DeepestNesting)
            throw TooDeep();
    }

    private RefusedException TooDeep() =>
        Refuse($"it is nested deeper than {Expression.DeepestNesting}", "Use fewer parentheses.");

    private RefusedException Refuse(string fact, string fix) => _tokens.Refuse(_next.At, fact, fix);
}
