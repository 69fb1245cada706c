using Tongtang.EdgeAgent.Commands;

namespace Tongtang.EdgeAgent.Tests.Commands;

public sealed class SearchPathTests
{
    [Theory]
    [InlineData(null, "/usr/local/bin:/usr/bin:/bin")]
    [InlineData("", "/usr/local/bin:/usr/bin:/bin")]
    [InlineData("/opt/ffmpeg/bin:/usr/bin", "/opt/ffmpeg/bin:/usr/bin:/usr/local/bin:/bin")]
    public void Completed_WhateverIsThere_KeepsItFirstAndAddsTheUsual(string? path, string expected) =>
        Assert.Equal(expected, SearchPath.Completed(path));
}
