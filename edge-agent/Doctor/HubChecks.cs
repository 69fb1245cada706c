using System.Net;
using System.Security.Authentication;
using Tongtang.EdgeAgent.HubLink;

namespace Tongtang.EdgeAgent.Doctor;

/// <summary>
/// Whether the hub answers, is the right one, and agrees about the time. It asks for the CA only, which touches neither
/// the link of a running agent nor its identity.
/// </summary>
internal sealed class HubChecks(HubIdentity identity, HubConnections connections, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Tolerated = TimeSpan.FromSeconds(5);

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var current = identity.Current;
        if (identity.Problem is { } problem) return [Finding.Bad("identity_unreadable", problem), JudgeClock(hubTime: null)];
        if (current is null) return [Finding.Warning("hub_unenrolled"), JudgeClock(hubTime: null)];
        var (answer, hubTime) = await AskAsync(current, cancellationToken);
        return [answer, JudgeCertificate(current, hubTime ?? time.GetUtcNow()), JudgeClock(hubTime)];
    }

    /// <summary>Pure but for the machine's own clock.</summary>
    internal Finding JudgeClock(DateTimeOffset? hubTime)
    {
        var now = time.GetUtcNow();
        if (now < HubClock.BuildDate) return Finding.Bad("clock_unset", now.ToString("yyyy-MM-dd HH:mm"));
        if (hubTime is not { } hub) return Finding.Good("clock_unchecked");
        var off = (hub - now).Duration();
        return off <= Tolerated ? Finding.Good("clock_ok", Math.Round(off.TotalSeconds)) : Finding.Warning("clock_off", Span(off));
    }

    /// <summary>Days where there are any, else hours and minutes: <c>400 d</c>, <c>0:12:05</c>.</summary>
    private static string Span(TimeSpan off) => off.TotalDays >= 1 ? $"{off.TotalDays:0} d" : off.ToString("h\\:mm\\:ss");

    private static Finding JudgeCertificate(AgentIdentity current, DateTimeOffset now)
    {
        var ends = new DateTimeOffset(current.Certificate.NotAfter.ToUniversalTime());
        var text = ends.ToString("yyyy-MM-dd");
        return ends < now ? Finding.Bad("certificate_expired", text) : Finding.Good("certificate_ok", text);
    }

    private async Task<(Finding Answer, DateTimeOffset? HubTime)> AskAsync(AgentIdentity current, CancellationToken cancellationToken)
    {
        var hub = current.Enrolled.Hub;
        using var connection = connections.Open(current);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(HubConnections.Address(hub), "ca.crt")) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        try
        {
            using var response = await connection.Http.SendAsync(request, cancellationToken).WaitAsync(Patience, time, cancellationToken);
            return (Finding.Good("hub_ok", hub), response.Headers.Date);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or AuthenticationException or TimeoutException)
        {
            return connection.Trust.Problem is { } foreign
                ? (Finding.Bad("hub_foreign", hub, foreign + "."), null)
                : (Finding.Bad("hub_unreachable", hub, error.GetBaseException().Message.TrimEnd('.'), hub.Port), null);
        }
    }
}
