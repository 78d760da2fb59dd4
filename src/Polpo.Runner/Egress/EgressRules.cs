using Polpo.Runner.Egress.Dialing;
using Polpo.Runner.Egress.Log;
using Polpo.Runner.Egress.Policy;
using Polpo.Runner.Egress.Secrets;

namespace Polpo.Runner.Egress;

/// <summary>By what one sandbox's proxy decides, and where it writes down what it decided.</summary>
internal sealed record EgressRules(
    HostPolicy Policy,
    Dialer Dialer,
    Passes Passes,
    EgressLog Log,
    StandIns StandIns,
    Authority Authority
);
