using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Audit;

/// <summary>
/// One row of the audit.
/// <para>
/// How its hash is made, so that whoever has an export (JSON lines) can check it without this program: take the members
/// <c>seq, atMs, actorKind, actorId, actor, address, action, operation, thingKind, thingId, thing, regionId, schoolId,
/// roomId, outcome, code, changes, previous</c> in this order, each as text (numbers in decimal) in UTF-8; write each as
/// its length in bytes in decimal, a colon, its bytes, a comma; one after the other with nothing between. The SHA-256 of
/// that, in lower-case hex, is <c>hash</c>. <c>previous</c> is the hash of the row whose <c>seq</c> is one less; the very
/// first row has 64 zeros. In Python, for a line's dictionary <c>r</c>:
/// <c>sha256(b"".join(b"%d:%s," % (len(v), v) for v in (str(r[m]).encode() for m in MEMBERS))).hexdigest() == r["hash"]</c>.
/// </para>
/// <para>
/// Whoever can write to the database could make the whole chain anew; that is why the newest hash should also be kept
/// elsewhere: each row's goes to the syslog collector, and an export has them all.
/// </para>
/// </summary>
internal sealed record AuditRow
{
    /// <summary>What comes before the first row.</summary>
    public const string NoHash = "0000000000000000000000000000000000000000000000000000000000000000";

    public const int LongestText = 300;

    public long Seq { get; init; }

    public long AtMs { get; init; }

    public required string ActorKind { get; init; }

    public required string ActorId { get; init; }

    public required string Actor { get; init; }

    public required string Address { get; init; }

    public required string Action { get; init; }

    /// <summary>The route's name in the OpenAPI document.</summary>
    public required string Operation { get; init; }

    public required string ThingKind { get; init; }

    public required string ThingId { get; init; }

    public required string Thing { get; init; }

    public required string RegionId { get; init; }

    public required string SchoolId { get; init; }

    public required string RoomId { get; init; }

    public required string Outcome { get; init; }

    /// <summary>The problem's code; empty when it was done.</summary>
    public required string Code { get; init; }

    /// <summary>JSON as text: what changed, see <see cref="AuditChange"/>.</summary>
    public required string Changes { get; init; }

    public string Previous { get; init; } = NoHash;

    public string Hash { get; init; } = NoHash;

    public static AuditRow Of(Actor actor, AuditAction action, string operation, AuditThing thing, AuditOutcome outcome, string code = "", string changes = "[]") => new()
    {
        ActorKind = actor.Kind.Word(),
        ActorId = Plain(actor.Id),
        Actor = Plain(actor.Name),
        Address = Plain(actor.Address),
        Action = action.Word(),
        Operation = operation,
        ThingKind = thing.Kind,
        ThingId = Plain(thing.Id),
        Thing = Plain(thing.Name),
        RegionId = thing.RegionId,
        SchoolId = thing.SchoolId,
        RoomId = thing.RoomId,
        Outcome = outcome.Word(),
        Code = code,
        Changes = Plain(changes, int.MaxValue),
    };

    /// <summary>The row in its place of the chain.</summary>
    public AuditRow After(long seq, string hash, DateTimeOffset at)
    {
        var placed = this with { Seq = seq + 1, AtMs = at.ToUnixTimeMilliseconds(), Previous = hash };
        return placed with { Hash = placed.ComputeHash() };
    }

    public string ComputeHash()
    {
        using var bytes = new MemoryStream();
        foreach (var member in new[]
        {
            Seq.ToString(CultureInfo.InvariantCulture), AtMs.ToString(CultureInfo.InvariantCulture), ActorKind, ActorId, Actor, Address, Action, Operation, ThingKind, ThingId, Thing,
            RegionId, SchoolId, RoomId, Outcome, Code, Changes, Previous,
        })
        {
            var text = Encoding.UTF8.GetBytes(member);
            bytes.Write(Encoding.ASCII.GetBytes(text.Length.ToString(CultureInfo.InvariantCulture)));
            bytes.WriteByte((byte)':');
            bytes.Write(text);
            bytes.WriteByte((byte)',');
        }
        return Convert.ToHexStringLower(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
    }

    /// <summary>What both engines give back as it was: no half characters, and no NUL, which PostgreSQL does not hold.</summary>
    private static string Plain(string text, int longest = LongestText)
    {
        var cut = text.Length > longest ? text[..longest] : text;
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(cut)).Replace('\0', '\uFFFD');
    }
}
