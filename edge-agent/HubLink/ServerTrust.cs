using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>
/// Whether a server is the hub: its certificate must lead to the pinned CA and carry the agents' name. Validity dates
/// are judged by the hub's own clock once it has told it in this run; before that they are not judged, because a box
/// whose clock starts in 1970 must connect to learn the time. A certificate that is wrong by nothing but its dates is
/// refused once, and the hub's time forgotten: it may have been the hub whose clock was wrong when it told it.
/// </summary>
internal sealed class ServerTrust(X509Certificate2 ca, HubClock clock)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>Why the last server was refused, in English; null when none was.</summary>
    public string? Problem { get; private set; }

    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        Problem = certificate is X509Certificate2 server ? Judge(server, presented) : "the server showed no certificate";
        return Problem is null;
    }

    private string? Judge(X509Certificate2 server, X509Chain? presented)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(ca);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid(ServerAuthentication));
        if (presented is not null) chain.ChainPolicy.ExtraStore.AddRange(presented.ChainPolicy.ExtraStore);
        if (clock.Offset is null) chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        else chain.ChainPolicy.VerificationTime = clock.UtcNow.LocalDateTime;
        if (!chain.Build(server))
        {
            if (chain.ChainStatus.All(s => s.Status == X509ChainStatusFlags.NotTimeValid)) clock.Forget();
            var reasons = chain.ChainStatus.Select(s => s.StatusInformation.Trim().TrimEnd('.')).Distinct();
            return $"the server's certificate ({server.Subject}) was not issued by the hub this box belongs to: {string.Join("; ", reasons)}";
        }
        return server.MatchesHostname(Enrolled.ServerName, allowWildcards: false)
            ? null
            : $"the server's certificate ({server.Subject}) is not for {Enrolled.ServerName}";
    }
}
