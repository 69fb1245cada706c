using System.Security.Cryptography.X509Certificates;
using Tongtang.HubServer.Backups;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Agents;

/// <summary>
/// A hub that was brought back from a backup does not know the certificates it has issued since; without them, boxes that
/// were renewed meanwhile would need a new join code. It takes such a certificate when its authority signed it between
/// backup and restore for an agent that the backup has enrolled.
/// </summary>
internal sealed partial class CertificateAdoption(HubDatabase database, StoreGeneration generation, ILogger<CertificateAdoption> logger)
{
    /// <summary>Clocks may have been set meanwhile.</summary>
    private static readonly TimeSpan s_tolerance = TimeSpan.FromMinutes(10);

    /// <param name="certificate">Of our authority: that was checked when the connection was made.</param>
    /// <returns>Whether it is known from now on and was not before.</returns>
    public async Task<bool> TryAsync(X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        if (await generation.LastRestoredAsync(cancellationToken) is not { } restored) return false;
        var issued = new DateTimeOffset(certificate.NotBefore.ToUniversalTime()) + HubAuthority.Backdating;
        if (issued < restored.BackupMadeAt - s_tolerance || issued > restored.RestoredAt + s_tolerance) return false;
        var agentId = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        if (!await database.WriteAsync(connection => CertificateRows.AdoptAsync(connection, agentId, certificate), cancellationToken)) return false;
        LogAdopted(agentId, issued);
        return true;
    }

    [LoggerMessage(EventId = 2007, Level = LogLevel.Information, Message = "The certificate of agent {AgentId}, issued {Issued:u} after the backup was made, is known again")]
    private partial void LogAdopted(string agentId, DateTimeOffset issued);
}
