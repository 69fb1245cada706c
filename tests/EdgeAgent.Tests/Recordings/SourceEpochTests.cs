using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.Media;
using static Tongtang.EdgeAgent.Tests.Recordings.MadeMedia;

namespace Tongtang.EdgeAgent.Tests.Recordings;

public sealed class SourceEpochTests
{
    [Theory]
    [InlineData(0.7)]
    [InlineData(-0.7)]
    public void ReachedEnd_OneTrackIsLaterOnItsWay_WhenTheLaterOneIsThereToo(double soundLater)
    {
        var ends = new double[2];
        using var epoch = new SourceEpoch(
            new EpochTimeline(0, 0), Start, [(Video(), p => new PlacedPart("picture", 0, p)), (Sound(), p => new PlacedPart("sound", 0, p))], hidden: false,
            (part, _) => ends[(int)part.Kind] = part.EndUs / 1e6);
        foreach (var (kind, frame) in Together(Pictures(8, 25, 25), Sounds(8), soundLater).TakeWhile(_ => !epoch.ReachedEnd))
            epoch.Add(kind, frame.Time, kind == MediaKind.Video ? VideoScale : SoundScale, frame.Sample, new byte[frame.Sample.Size], 5_000_000);
        epoch.Finish();
        Assert.All(ends, end => Assert.Equal(5, end, 0.05));
    }
}
