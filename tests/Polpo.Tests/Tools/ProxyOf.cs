using System.Net;

namespace Polpo.Tests.Tools;

/// <summary>The proxy of one host; all others, which tests beside this one ask for, are reached as before.</summary>
internal sealed class ProxyOf(string host, Uri proxy, IWebProxy others) : IWebProxy
{
    public ICredentials? Credentials { get; set; }

    public Uri? GetProxy(Uri destination) => destination.Host == host ? proxy : others.GetProxy(destination);

    public bool IsBypassed(Uri address) => address.Host != host && others.IsBypassed(address);
}
