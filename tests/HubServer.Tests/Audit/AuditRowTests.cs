using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Tongtang.HubServer.Audit;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Tests.Audit;

public sealed class AuditRowTests
{
    [Fact]
    public void Hash_OfAKnownRow_IsWhatItWas()
    {
        var row = Row("王\u0000老师\uD800").After(0, AuditRow.NoHash, DateTimeOffset.UnixEpoch);

        Assert.Equal("王\uFFFD老师\uFFFD", row.Actor);
        Assert.Equal("abf8287f6bc53ffc623178c4f5363b7202f6b13e7e08931500349289b2d64095", row.Hash);
    }

    [Fact]
    public void Hash_OfRowsWhoseTextsOnlyMoved_IsAnother() =>
        Assert.NotEqual((Row("ab") with { Address = "c" }).ComputeHash(), (Row("a") with { Address = "bc" }).ComputeHash());

    [Fact]
    public void Fault_OfARowThatIsChangedMissingOrMoved_IsNamed()
    {
        var first = Row("a").After(0, AuditRow.NoHash, DateTimeOffset.UnixEpoch);
        var second = Row("b").After(first.Seq, first.Hash, DateTimeOffset.UnixEpoch);
        var before = new AuditMark { Seq = first.Seq, Hash = first.Hash };

        Assert.Null(ChainCheck.Fault(second, before));
        Assert.Equal(new BrokenRow(2, "row_changed"), ChainCheck.Fault(second with { Actor = "c" }, before));
        Assert.Equal(new BrokenRow(2, "row_moved"), ChainCheck.Fault(Row("b").After(first.Seq, AuditRow.NoHash, DateTimeOffset.UnixEpoch), before));
        Assert.Equal(new BrokenRow(2, "row_missing"), ChainCheck.Fault(second with { Seq = 3 }, before));
    }

    [Theory]
    [InlineData("2026-03-01T18:00:00Z", "2026-03-01T19:30:00Z")]
    [InlineData("2026-03-01T19:30:00Z", "2026-03-02T19:30:00Z")]
    [InlineData("2026-03-01T19:29:59.9995Z", "2026-03-02T19:30:00Z")]
    public void NextNight_IsHalfPastThreeThere(string now, string next) => Assert.Equal(
        DateTimeOffset.Parse(next, CultureInfo.InvariantCulture),
        Nights.Next(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture), new TimeSpan(3, 30, 0), TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")));

    [Fact]
    public void Syslog_OfARow_IsOneMessageWithItsHashAndTheWholeRow()
    {
        var row = Row("a\"b]c\\").After(0, AuditRow.NoHash, DateTimeOffset.UnixEpoch);

        var text = SyslogMessage.Text(row, "hub 一");

        Assert.StartsWith($"<110>1 1970-01-01T00:00:00.000Z hub tongtang-hub {Environment.ProcessId} change [audit@32473 seq=\"1\" hash=\"{row.Hash}\"", text, StringComparison.Ordinal);
        Assert.Contains("actor=\"a\\\"b\\]c\\\\\"", text, StringComparison.Ordinal);
        var whole = JsonNode.Parse(text[(text.IndexOf('\uFEFF', StringComparison.Ordinal) + 1)..])!;
        Assert.Equal(row.Hash, OutsiderHash(whole));
        Assert.Equal(Encoding.UTF8.GetByteCount(text), int.Parse(Encoding.UTF8.GetString(SyslogMessage.Frame(row, "hub 一")).Split(' ')[0], CultureInfo.InvariantCulture));
    }

    /// <summary>As the doc comment of <see cref="AuditRow"/> says it, by somebody who has nothing but that and the line of an export.</summary>
    internal static string OutsiderHash(JsonNode line)
    {
        string[] members = ["seq", "atMs", "actorKind", "actorId", "actor", "address", "action", "operation", "thingKind", "thingId", "thing", "regionId", "schoolId", "roomId", "outcome", "code", "changes", "previous"];
        var bytes = members.SelectMany(member =>
        {
            var value = Encoding.UTF8.GetBytes(line[member]!.ToString());
            return (byte[])[.. Encoding.UTF8.GetBytes(value.Length.ToString(CultureInfo.InvariantCulture) + ":"), .. value, (byte)','];
        });
        return Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()));
    }

    private static AuditRow Row(string actor) =>
        AuditRow.Of(new Actor(ActorKind.Person, "1", actor, "192.0.2.1"), AuditAction.Change, "changeSchool", new AuditThing("school", "2", "一中"), AuditOutcome.Done);
}
