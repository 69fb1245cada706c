namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// Notices that a camera changed its picture (size, profile) without dropping the connection: the sequence parameter
/// set inside a keyframe is another one than before. The init segment is wrong then and the capture must begin anew.
/// Pure.
/// </summary>
internal sealed class ParameterWatch
{
    private byte[] _seen = [];

    /// <summary>Looks at a keyframe; true when its parameters differ from the first ones.</summary>
    public bool Changed(ReadOnlySpan<byte> keyframe)
    {
        var parameters = NalUnits.ParameterSet(keyframe);
        if (parameters.IsEmpty) return false;
        if (_seen.Length > 0) return !parameters.SequenceEqual(_seen);
        _seen = parameters.ToArray();
        return false;
    }
}
