using System.Globalization;
using Tongtang.EdgeAgent.Outbox;
using Tongtang.Harness.Faults;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Tests.Outbox;

/// <summary>What it takes to open an outbox in which much waits, beside one in which little does; times stand in the benchmarks.</summary>
[Collection(Alone.Name)]
public sealed class OutboxStartTests
{
    private const int Megabyte = 1024 * 1024;
    private const int ItemBytes = 20_000;
    private static readonly int s_megabytes = FaultTable.Times("BACKLOG_MEGABYTES", 64);

    [Fact]
    [Trait("kind", "fault")]
    public async Task Start_WhateverWaits_ReadsAndKeepsNoMore()
    {
        await using var little = await FilledAsync(megabytes: 4);
        await using var much = await FilledAsync(s_megabytes);
        Assert.InRange(much.BytesOf("backlog"), s_megabytes * 0.9 * Megabyte, s_megabytes * 1.2 * Megabyte);
        // The first of all opens what is opened once for a process.
        await OpenAsync(little);
        var (usual, seen) = (await OpenAsync(little), await OpenAsync(much));
        Assert.InRange(seen.Read, 0, usual.Read + much.Options.Of(ItemClass.Backlog).FileBytes);
        Assert.InRange(seen.Kept, -Megabyte, usual.Kept + Megabyte);
        Assert.NotNull(much.Store.Read(ItemClass.Backlog, after: 0, mostItems: 10, mostBytes: 100_000));
        FaultTable.Add(
            "F12", $"{s_megabytes} MB wait in the outbox when it is opened", "1", "beyond what an outbox with 4 MB takes it reads no more than the one file that is written, and keeps no more than 1 MB; times and a whole box: see [Benchmarks](../../Benchmarks/README.md)",
            FormattableString.Invariant($"{seen.Read / 1e3:0} kB read beside {usual.Read / 1e3:0}, {seen.Kept / 1e3:0} kB kept beside {usual.Kept / 1e3:0}"));
    }

    private static async Task<OutboxFolder> FilledAsync(int megabytes)
    {
        var outbox = new OutboxFolder { Options = new OutboxOptions { BacklogMegabytes = 2 * s_megabytes } }.Open();
        for (var left = megabytes * (Megabyte / ItemBytes); left > 0; left -= 50) await outbox.AppendManyAsync(ItemClass.Backlog, Math.Min(left, 50), ItemBytes);
        return outbox;
    }

    private static async Task<(long Read, long Kept)> OpenAsync(OutboxFolder outbox)
    {
        await outbox.Store.DisposeAsync();
        var (read, kept) = (BytesRead(), GC.GetTotalMemory(forceFullCollection: true) + SQLitePCL.raw.sqlite3_memory_used());
        outbox.Open();
        return (BytesRead() - read, GC.GetTotalMemory(forceFullCollection: true) + SQLitePCL.raw.sqlite3_memory_used() - kept);
    }

    private static long BytesRead() => long.Parse(File.ReadLines("/proc/self/io").First(line => line.StartsWith("rchar:", StringComparison.Ordinal))["rchar:".Length..], CultureInfo.InvariantCulture);
}
