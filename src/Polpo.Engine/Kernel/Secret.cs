namespace Polpo.Engine.Kernel;

/// <summary>A value that must not be printed, logged or serialised. Ask for it by name with <see cref="Reveal"/>.</summary>
public sealed class Secret(string value)
{
    public string Reveal() => value;

    public override string ToString() => "[secret]";
}
