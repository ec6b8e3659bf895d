using InfernoOrleans.Grains.Namespaces.Trees.Data;

namespace InfernoOrleans.Tests.Namespaces.Trees;

public sealed class AnswerRoomTests
{
    [Fact]
    public void Take_OverTheBound_FailsUntilSomeIsGivenBack()
    {
        var room = new AnswerRoom(most: 100);

        Assert.True(room.TryTake(60));
        Assert.False(room.TryTake(41));
        Assert.True(room.TryTake(40));
        Assert.True(room.TryTake(-60));
        Assert.True(room.TryTake(60));
        Assert.False(room.TryTake(1));
    }
}
