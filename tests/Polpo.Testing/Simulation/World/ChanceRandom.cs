namespace Polpo.Testing.Simulation.World;

/// <summary>What Polpo itself leaves to chance, such as how long it waits before it asks a model again.</summary>
internal sealed class ChanceRandom(Chance chance) : Random
{
    public override double NextDouble() => chance.Of("random");

    protected override double Sample() => NextDouble();
}
