using System.Text.Json.Nodes;

namespace Polpo.Core.Approvals.Expressions;

/// <summary>A part of a condition that has been read.</summary>
internal abstract record Term
{
    public abstract Value In(JsonObject data);

    public sealed record Literal(Value Value) : Term
    {
        public override Value In(JsonObject data) => Value;
    }

    /// <summary>The beginning of a path: a member of the data.</summary>
    public sealed record Root(string Name) : Term
    {
        public override Value In(JsonObject data) => Value.Of(data).Member(Name);
    }

    public sealed record Member(Term Of, string Name) : Term
    {
        public override Value In(JsonObject data) => Of.In(data).Member(Name);
    }

    public sealed record Item(Term Of, double Place) : Term
    {
        public override Value In(JsonObject data) => Of.In(data).Item(Place);
    }

    public sealed record Includes(Term Whole, Term Part) : Term
    {
        public override Value In(JsonObject data) => Value.Of(Whole.In(data).Includes(Part.In(data)));
    }

    public sealed record Not(Term Of) : Term
    {
        public override Value In(JsonObject data) => Value.Of(!Of.In(data).IsTrue);
    }

    public sealed record All(IReadOnlyList<Term> Parts) : Term
    {
        public override Value In(JsonObject data) => Value.Of(Parts.All(part => part.In(data).IsTrue));
    }

    public sealed record Any(IReadOnlyList<Term> Parts) : Term
    {
        public override Value In(JsonObject data) => Value.Of(Parts.Any(part => part.In(data).IsTrue));
    }

    public sealed record Compare(Term Left, string Sign, Term Right) : Term
    {
        public override Value In(JsonObject data)
        {
            var (left, right) = (Left.In(data), Right.In(data));
            return Value.Of(
                Sign switch
                {
                    "===" => left.Same(right, strictly: true),
                    "!==" => !left.Same(right, strictly: true),
                    "==" => left.Same(right, strictly: false),
                    "!=" => !left.Same(right, strictly: false),
                    "<" => left.Against(right) < 0,
                    "<=" => left.Against(right) <= 0,
                    ">" => left.Against(right) > 0,
                    _ => left.Against(right) >= 0,
                }
            );
        }
    }
}
