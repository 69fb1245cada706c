using System.Net;
using System.Security.Cryptography;
using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Enrolment;

namespace Tongtang.HubServer.Agents;

/// <summary>A new join code, shown once: of its secret the hub keeps only the SHA-256.</summary>
/// <param name="Code">What the installer types, the hub's address included.</param>
/// <param name="Hub">The address that the box dials, such as <c>https://hub.example:8701</c>.</param>
internal sealed record IssuedJoinCode(string Code, string Hub, DateTimeOffset ExpiresAt);

/// <summary>Makes join codes: for one room, for one use, for a day. A new one cancels those of the room that are unused.</summary>
internal sealed partial class JoinCodes(HubDatabase database, HubAuthority authority, AgentSettings settings, TimeProvider time, ILogger<JoinCodes> logger)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private const string CancelOlder = "UPDATE join_code SET cancelled_at_ms = @nowMs WHERE room_id = @roomId AND used_at_ms IS NULL AND cancelled_at_ms IS NULL";

    private const string Insert = "INSERT INTO join_code (secret_hash, room_id, created_at_ms, expires_at_ms) VALUES (@hash, @roomId, @nowMs, @expiresMs)";

    public async Task<IssuedJoinCode> CreateAsync(string roomId, string callerName, CancellationToken cancellationToken)
    {
        var address = Address();
        var code = JoinCode.Create(authority.CertificateDer, address);
        var now = time.GetUtcNow();
        var row = new { hash = HashOf(code.Secret), roomId, nowMs = now.ToUnixTimeMilliseconds(), expiresMs = (now + Lifetime).ToUnixTimeMilliseconds() };
        await database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync(CancelOlder, row);
                await connection.ExecuteAsync(Insert, row);
            },
            cancellationToken);
        LogCreated(roomId, callerName);
        return new IssuedJoinCode(code.Reveal(), $"https://{address}", now + Lifetime);
    }

    public static string HashOf(ReadOnlySpan<byte> secret) => Convert.ToHexStringLower(SHA256.HashData(secret));

    private string Address()
    {
        if (settings.Address.Length > 0) return settings.Address;
        var everywhere = IPAddress.TryParse(settings.Listen.IdnHost.Trim('[', ']'), out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any));
        return everywhere ? $"{Dns.GetHostName()}:{settings.Listen.Port}" : settings.Listen.Authority;
    }

    [LoggerMessage(EventId = 2001, Level = LogLevel.Information, Message = "Join code for room {RoomId} made by {Caller}")]
    private partial void LogCreated(string roomId, string caller);
}
