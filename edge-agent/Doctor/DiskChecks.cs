using System.Security.Cryptography;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Protocol.Programs;

namespace Tongtang.EdgeAgent.Doctor;

/// <summary>Whether the data folder's disk is large and quick enough: 32 MB written as recordings are, in pieces that are each flushed.</summary>
internal sealed class DiskChecks(DataFolder folder, SourceList sources, RecordingOptions options, TimeProvider time)
{
    private const int Pieces = 32;
    private const int PieceBytes = 1_000_000;

    /// <summary>A 1080p source of 8 Mbit/s, with as much again for uploads and the journal.</summary>
    private const double MegabytesPerSecondAndSource = 2;

    public async Task<Finding> RunAsync(CancellationToken cancellationToken)
    {
        var path = folder[$"doctor-{Guid.NewGuid():N}.tmp"];
        try
        {
            var free = new DriveInfo(folder.Path).AvailableFreeSpace / 1e6;
            // What is full already is not filled further to see how quick it is.
            var speed = free < options.RefuseStartBelowMegabytes ? 0 : await MeasureAsync(path, cancellationToken);
            return Judge(speed, free, Math.Max(1, sources.Current.Count), options);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Finding.Bad("disk_unwritable", folder.Path, error.Message);
        }
        finally
        {
            if (File.Exists(path)) File.Delete(path);
        }
    }

    /// <summary>Pure.</summary>
    internal static Finding Judge(double megabytesPerSecond, double freeMegabytes, int sources, RecordingOptions options)
    {
        var (speed, free, needed) = (Math.Round(megabytesPerSecond), Size(freeMegabytes), sources * MegabytesPerSecondAndSource);
        if (freeMegabytes < options.RefuseStartBelowMegabytes) return Finding.Bad("disk_full", free, Size(options.RefuseStartBelowMegabytes));
        if (megabytesPerSecond < needed) return Finding.Bad("disk_slow", speed, sources, needed);
        return freeMegabytes < options.MakeRoomBelowMegabytes ? Finding.Warning("disk_low", free) : Finding.Good("disk_ok", speed, free);
    }

    private static string Size(double megabytes) => megabytes < 1000 ? $"{megabytes:0} MB" : $"{megabytes / 1000:0.#} GB";

    private async Task<double> MeasureAsync(string path, CancellationToken cancellationToken)
    {
        var piece = RandomNumberGenerator.GetBytes(PieceBytes);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        var began = time.GetTimestamp();
        for (var i = 0; i < Pieces; i++)
        {
            await file.WriteAsync(piece, cancellationToken);
            file.Flush(flushToDisk: true);
        }
        return Pieces * PieceBytes / 1e6 / time.GetElapsedTime(began).TotalSeconds;
    }
}
