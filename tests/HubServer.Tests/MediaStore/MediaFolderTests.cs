using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.HubServer.MediaStore;

namespace Tongtang.HubServer.Tests.MediaStore;

public sealed class MediaFolderTests : IDisposable
{
    private const string Recording = "01995c8a000000000000000000000000";

    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folder_OutsideTheDataFolder_IsItsOwnersOnly()
    {
        if (OperatingSystem.IsWindows()) return;
        using var services = new ServiceCollection()
            .AddSingleton(new MediaStoreSettings { Folder = _folder["big-disk/media"] })
            .AddSingleton<TimeProvider>(_time)
            .AddMediaStore()
            .BuildServiceProvider();
        services.GetRequiredService<MediaFolder>();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder["big-disk/media"]));
    }

    [Fact]
    public void Constructor_WhatWasArriving_IsGoneAndTheRestStays()
    {
        var media = new MediaFolder(_folder.Path, reserveBytes: 0, _time);
        media.WriteInit(Recording, "a.video", 0, [1, 2]);
        using (var left = media.Begin(3)) left.Append(new ReadOnlySequence<byte>([1, 2, 3]));
        File.WriteAllText(_folder["arriving/x.part"], "half");
        _ = new MediaFolder(_folder.Path, reserveBytes: 0, _time);
        Assert.Empty(Directory.GetFiles(_folder["arriving"]));
        Assert.Equal([1, 2], File.ReadAllBytes(media.InitPath(Recording, "a.video", 0)));
    }

    [Fact]
    public void Place_InPieces_HasTheirHashAndBytes()
    {
        var media = new MediaFolder(_folder.Path, reserveBytes: 0, _time);
        media.WriteInit(Recording, "a.video", 0, [0]);
        var bytes = RandomNumberGenerator.GetBytes(700_001);
        using var file = media.Begin(bytes.Length);
        foreach (var piece in bytes.Chunk(100_000)) file.Append(new ReadOnlySequence<byte>(piece));
        Assert.Equal(SHA256.HashData(bytes), file.FinishHash());
        file.Flush();
        file.Place(media.SegmentPath(Recording, "a.video", 0, 7));
        Assert.Equal(bytes, File.ReadAllBytes(_folder[$"01/{Recording}/a.video/0-7.m4s"]));
        Assert.Empty(Directory.GetFiles(_folder["arriving"]));
    }

    [Fact]
    public void Begin_IntoTheReserve_IsFull()
    {
        var media = new MediaFolder(_folder.Path, reserveBytes: long.MaxValue / 2, _time);
        Assert.Throws<StorageFullException>(() => media.Begin(1));
        Assert.Empty(Directory.GetFiles(_folder["arriving"]));
    }

    [Fact]
    public void Remove_RecordingOrNone_LeavesOthers()
    {
        var media = new MediaFolder(_folder.Path, reserveBytes: 0, _time);
        media.WriteInit(Recording, "a.video", 0, [0]);
        var other = Recording[..^1] + "1";
        media.WriteInit(other, "a.video", 0, [0]);
        media.Remove(Recording);
        media.Remove(Recording);
        Assert.False(Directory.Exists(media.RecordingFolder(Recording)));
        Assert.True(File.Exists(media.InitPath(other, "a.video", 0)));
    }
}
