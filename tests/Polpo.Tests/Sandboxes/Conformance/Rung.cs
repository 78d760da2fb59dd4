namespace Polpo.Tests.Sandboxes;

/// <summary>What holds the sandboxes of a lab. Each suite of the kit is an abstract class that every rung which promises its content derives.</summary>
public enum Rung
{
    /// <summary>bubblewrap with all rights that these tests have: as root a user id for each workspace, control groups, overlays.</summary>
    Bubblewrap,

    /// <summary>bubblewrap held by a runner without any right.</summary>
    Unprivileged,

    /// <summary>A container of the test run's own engine.</summary>
    Container,

    /// <summary>Plain processes.</summary>
    None,
}
